using System.Globalization;
using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>Texts and sizes as docker prints them.</summary>
internal static class StatusText
{
    /// <summary><c>transferring context: 2.03MB</c>, <c>sha256:… 1.05MB / 3.2MB</c>.</summary>
    public static string Of(VertexStatus status) => (status.Current, status.Total) switch
    {
        (0, 0) => status.Id,
        (var current, 0) => $"{status.Id}: {Bytes(current)}",
        var (current, total) => $"{status.Id} {Bytes(current)} / {Bytes(total)}",
    };

    /// <summary>A size in decimal units with four significant digits, as BuildKit prints transfers: <c>2.031MB</c>.</summary>
    public static string Bytes(long bytes) => Scaled(bytes, 4);

    /// <summary>A size with three significant digits, as <c>docker images</c> prints sizes: <c>7.52MB</c>.</summary>
    public static string ShortBytes(long bytes) => Scaled(bytes, 3);

    private static string Scaled(long bytes, int digits)
    {
        ReadOnlySpan<string> units = ["B", "kB", "MB", "GB", "TB", "PB"];
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return Significant(value, digits) + units[unit];
    }

    // Go's %.4g and %.3g: significant digits, no trailing zeros.
    private static string Significant(double value, int digits)
    {
        if (value == 0)
        {
            return "0";
        }

        var decimals = Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(value)));
        return value.ToString($"0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }
}
