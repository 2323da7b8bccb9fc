using System.Buffers.Text;

namespace Drydock.Layers.Tar;

/// <summary>Numbers of tar headers and PAX records.</summary>
internal static class TarNumber
{
    /// <summary>Octal digits in blanks or NULs, or GNU's base-256 with the top bit of the first byte set.</summary>
    public static long Parse(ReadOnlySpan<byte> field, string what)
    {
        if ((field[0] & 0x80) != 0)
        {
            return ParseBase256(field, what);
        }

        field = field.Trim(" \0"u8);
        var nul = field.IndexOf((byte)0);
        field = (nul < 0 ? field : field[..nul]).TrimEnd((byte)' ');
        long value = 0;
        foreach (var b in field)
        {
            if (b is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
            {
                throw new LayerException($"the archive is damaged: a header's {what} is not an octal number");
            }

            value = (value << 3) | (long)(b - '0');
        }

        return value;
    }

    /// <summary>A header's checksum, or -1 where there is none that could be right.</summary>
    public static long ParseChecksum(ReadOnlySpan<byte> field) =>
        field.Trim(" \0"u8).ContainsAnyExceptInRange((byte)'0', (byte)'7') ? -1 : Parse(field, "checksum");

    /// <summary>A decimal number of a PAX record that may not be negative.</summary>
    public static long ParseDecimal(ReadOnlySpan<byte> text, string what) =>
        Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && value >= 0
            ? value
            : throw new LayerException($"the archive is damaged: a PAX record's {what} is not a number");

    /// <summary>Seconds with an optional sign and fraction; digits beyond nanoseconds are cut off.</summary>
    public static (long Seconds, int Nanoseconds) ParseTime(ReadOnlySpan<byte> text)
    {
        var negative = text is [(byte)'-', ..];
        var digits = negative ? text[1..] : text;
        var dot = digits.IndexOf((byte)'.');
        var seconds = dot == 0 ? 0 : ParseDecimal(dot < 0 ? digits : digits[..dot], "mtime");
        var nanoseconds = 0;
        if (dot >= 0)
        {
            var fraction = digits[(dot + 1)..];
            for (var i = 0; i < 9; i++)
            {
                var digit = i < fraction.Length ? fraction[i] - '0' : 0;
                nanoseconds = digit is >= 0 and <= 9
                    ? (nanoseconds * 10) + digit
                    : throw new LayerException("the archive is damaged: a PAX record's mtime is not a number");
            }
        }

        return (negative, nanoseconds) switch
        {
            (false, _) => (seconds, nanoseconds),
            (true, 0) => (-seconds, 0),
            (true, _) => (-seconds - 1, 1_000_000_000 - nanoseconds),
        };
    }

    private static long ParseBase256(ReadOnlySpan<byte> field, string what)
    {
        var negative = (field[0] & 0x40) != 0;
        var value = negative ? -1L : 0L;
        for (var i = 0; i < field.Length; i++)
        {
            var b = i == 0 ? (sbyte)(field[0] << 1) >> 1 : field[i];
            if (i == 0)
            {
                value = negative ? b : b & 0x7F;
                continue;
            }

            if (value is > long.MaxValue >> 8 or < long.MinValue >> 8)
            {
                throw new LayerException($"the archive is damaged: a header's {what} is beyond 64 bits");
            }

            value = (value << 8) | (uint)b;
        }

        return value;
    }
}
