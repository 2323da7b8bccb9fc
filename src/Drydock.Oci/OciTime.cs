using System.Globalization;

namespace Drydock.Oci;

/// <summary>Times in OCI documents: RFC 3339 in UTC, with as many fraction digits as needed.</summary>
public static class OciTime
{
    private const int SecondsLength = 19;

    /// <summary>Formats a time as Go's RFC3339Nano does: no trailing zeros, <c>Z</c> for UTC.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads an RFC 3339 time; false when the text is absent or not one. Of a fraction, 100 ns are
    /// the smallest unit: further digits are cut off.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null || text.Length <= SecondsLength
            || !DateTime.TryParseExact(text.AsSpan(0, SecondsLength), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var seconds))
        {
            return false;
        }

        var rest = text.AsSpan(SecondsLength);
        if (!TryParseFraction(ref rest, out var ticks) || !TryParseOffset(rest, out var offset))
        {
            return false;
        }

        var utcTicks = seconds.Ticks + ticks - offset.Ticks;
        if (utcTicks < DateTime.MinValue.Ticks || utcTicks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(utcTicks, TimeSpan.Zero);
        return true;
    }

    private static bool TryParseFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        rest = rest[1..];
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        if (length <= 0)
        {
            return false;
        }

        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in rest[..length])
        {
            unit /= 10;
            ticks += unit * (digit - '0');
        }

        rest = rest[length..];
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out offset))
        {
            return false;
        }

        offset = text[0] == '-' ? -offset : offset;
        return true;
    }
}
