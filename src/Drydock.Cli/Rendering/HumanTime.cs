using System.Globalization;

namespace Drydock.Cli.Rendering;

/// <summary>Times as docker's listings print them.</summary>
internal static class HumanTime
{
    /// <summary><c>About a minute</c>, <c>3 weeks</c>: coarser the longer it is.</summary>
    public static string Duration(TimeSpan duration)
    {
        var hours = (int)Math.Floor(duration.TotalHours + 0.5);
        return (duration.TotalSeconds, duration.TotalMinutes) switch
        {
            ( < 1, _) => "Less than a second",
            ( < 2, _) => "1 second",
            ( < 60, _) => Count((int)duration.TotalSeconds, "seconds"),
            (_, < 2) => "About a minute",
            (_, < 60) => Count((int)duration.TotalMinutes, "minutes"),
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => Count(hours, "hours"),
            _ when hours < 24 * 7 * 2 => Count(hours / 24, "days"),
            _ when hours < 24 * 30 * 2 => Count(hours / 24 / 7, "weeks"),
            _ when hours < 24 * 365 * 2 => Count(hours / 24 / 30, "months"),
            _ => Count((int)duration.TotalHours / 24 / 365, "years"),
        };
    }

    /// <summary><c>2 minutes ago</c>; <c>N/A</c> for a time nobody knows.</summary>
    public static string Ago(DateTimeOffset? time, TimeProvider clock) =>
        time is { } known ? Duration(clock.GetUtcNow() - known) + " ago" : "N/A";

    /// <summary>A time in UTC as Go prints it: <c>2025-01-31 12:00:00 +0000 UTC</c>.</summary>
    public static string Plain(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture) ?? "N/A";

    private static string Count(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");
}
