using System.Globalization;
using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>Literals in Go's spelling.</summary>
internal static class GoLiteral
{
    /// <summary>The value of an integer (decimal, 0x, 0o, 0b) or floating-point number; null when the text is neither.</summary>
    public static object? ParseNumber(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits.StartsWith('-');
        var unsigned = digits.TrimStart('+', '-');
        var radix = unsigned.Length > 2 && unsigned[0] == '0' ? char.ToLowerInvariant(unsigned[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 } : 10;
        if (radix != 10)
        {
            try
            {
                var value = Convert.ToInt64(unsigned[2..], radix);
                return negative ? -value : value;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return null;
            }
        }

        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return integer;
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(digits, styles, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null;
    }

    /// <summary>Reads <c>"…"</c>, <c>`…`</c> (texts) or <c>'c'</c> (a number) and moves behind it.</summary>
    public static object? ReadQuoted(string text, ref int position, out string? error)
    {
        var quote = text[position];
        var what = quote == '\'' ? "character constant" : quote == '`' ? "raw quoted string" : "quoted string";
        error = $"unterminated {what}";
        var value = new StringBuilder();
        var i = position + 1;
        while (i < text.Length && text[i] != quote)
        {
            if (text[i] == '\n' && quote != '`')
            {
                return null;
            }

            if (text[i] != '\\' || quote == '`')
            {
                value.Append(text[i++]);
            }
            else if (!TryReadEscape(text, ref i, quote, value))
            {
                error = $"{what} has the unknown escape {text.AsSpan(i, Math.Min(2, text.Length - i))}";
                return null;
            }
        }

        if (i >= text.Length)
        {
            return null;
        }

        position = i + 1;
        error = null;
        var result = value.ToString();
        if (quote != '\'')
        {
            return result;
        }

        if (Rune.DecodeFromUtf16(result, out var rune, out var length) == System.Buffers.OperationStatus.Done && length == result.Length)
        {
            return (long)rune.Value;
        }

        error = "malformed character constant";
        return null;
    }

    private static bool TryReadEscape(string text, ref int i, char quote, StringBuilder value)
    {
        var c = i + 1 < text.Length ? text[i + 1] : '\0';
        var simple = "abfnrtv\\".IndexOf(c);
        if (simple >= 0)
        {
            value.Append("\a\b\f\n\r\t\v\\"[simple]);
            i += 2;
            return true;
        }

        if (c == quote)
        {
            value.Append(quote);
            i += 2;
            return true;
        }

        var (skip, length, radix) = c switch
        {
            'x' => (2, 2, 16),
            'u' => (2, 4, 16),
            'U' => (2, 8, 16),
            >= '0' and <= '7' => (1, 3, 8),
            _ => (0, 0, 0),
        };
        if (length == 0 || i + skip + length > text.Length)
        {
            return false;
        }

        var digits = text.Substring(i + skip, length);
        if (!digits.All(radix == 16 ? char.IsAsciiHexDigit : d => d is >= '0' and <= '7') || !Rune.TryCreate(Convert.ToUInt32(digits, radix), out var rune))
        {
            return false;
        }

        value.Append(rune.ToString());
        i += skip + length;
        return true;
    }
}
