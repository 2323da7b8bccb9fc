using System.Globalization;
using Drydock.Linux.Runtime;

namespace Drydock.Cli.Arguments;

/// <summary>The value of <c>--ulimit</c>: NAME=SOFT[:HARD], where -1 is no limit.</summary>
internal static class UlimitArgument
{
    private const string Prefix = "RLIMIT_";

    /// <exception cref="UsageException">The value is malformed, or there is no such limit.</exception>
    public static (string Name, ulong Soft, ulong Hard) Parse(string value)
    {
        var parts = value.Split('=', ':');
        if (!ResourceLimits.Names.Contains(Prefix + parts[0].ToUpperInvariant()))
        {
            throw new UsageException($"there is no limit \"{parts[0]}\" for --ulimit: {string.Join(", ", ResourceLimits.Names.Select(n => n[Prefix.Length..].ToLowerInvariant()))}");
        }

        if (parts.Length is 2 or 3 && Limit(parts[1], out var soft) && Limit(parts[^1], out var hard) && soft <= hard)
        {
            return (parts[0], soft, hard);
        }

        throw new UsageException($"invalid value \"{value}\" for --ulimit: NAME=SOFT[:HARD] expected, such as nofile=1024:2048");
    }

    private static bool Limit(string text, out ulong limit)
    {
        limit = ulong.MaxValue;
        return text == "-1" || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit);
    }
}
