using System.Globalization;
using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Durations as Go reads and prints them: <c>1m30s</c>.</summary>
public static class GoDuration
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    /// <summary>Reads a duration: numbers, perhaps with fractions, each with its unit (ns, us, ms, s, m, h).</summary>
    /// <param name="text">The text; <c>0</c> needs no unit.</param>
    /// <param name="nanoseconds">The duration.</param>
    /// <returns>False when the text is none, or too long a time for 64 bits.</returns>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith('-');
        if (negative || rest.StartsWith('+'))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        decimal total = 0;
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out var part))
            {
                return false;
            }

            total += part;
            if (total > long.MaxValue)
            {
                return false;
            }
        }

        nanoseconds = (long)(negative ? -total : total);
        return true;
    }

    /// <summary>Prints a duration: <c>0s</c>, <c>1.5ms</c>, <c>1h0m0s</c>.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        var sign = nanoseconds < 0 ? "-" : "";
        var value = nanoseconds < 0 ? (ulong)-(nanoseconds + 1) + 1 : (ulong)nanoseconds;
        if (value < Second)
        {
            var (unit, suffix) = value < Microsecond ? (1, "ns") : value < Millisecond ? (Microsecond, "µs") : (Millisecond, "ms");
            return sign + Fraction(value, (ulong)unit) + suffix;
        }

        var result = new StringBuilder(sign);
        var minutes = value / (60UL * (ulong)Second);
        if (minutes >= 60)
        {
            result.Append(CultureInfo.InvariantCulture, $"{minutes / 60}h");
        }

        if (minutes > 0)
        {
            result.Append(CultureInfo.InvariantCulture, $"{minutes % 60}m");
        }

        return result.Append(Fraction(value % (60UL * (ulong)Second), (ulong)Second)).Append('s').ToString();
    }

    private static string Fraction(ulong value, ulong unit) =>
        ((decimal)value / unit).ToString("0.#########", CultureInfo.InvariantCulture);

    private static bool TryTake(ref ReadOnlySpan<char> rest, out decimal part)
    {
        part = 0;
        var digits = 0;
        while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
        {
            digits++;
        }

        var unitEnd = digits;
        while (unitEnd < rest.Length && !char.IsAsciiDigit(rest[unitEnd]) && rest[unitEnd] != '.')
        {
            unitEnd++;
        }

        var unit = rest[digits..unitEnd] switch
        {
            "ns" => 1L,
            "us" or "\u00b5s" or "\u03bcs" => Microsecond,
            "ms" => Millisecond,
            "s" => Second,
            "m" => 60 * Second,
            "h" => 3600 * Second,
            _ => 0L,
        };
        var number = rest[..digits];
        rest = rest[unitEnd..];
        if (unit == 0
            || number.IndexOfAnyInRange('0', '9') < 0
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue / unit)
        {
            return false;
        }

        part = decimal.Truncate(value * unit);
        return true;
    }
}
