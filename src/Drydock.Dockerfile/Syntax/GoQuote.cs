using System.Globalization;
using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Text as Go's <c>%q</c> prints it: error messages and image histories are written so.</summary>
public static class GoQuote
{
    /// <summary>Quotes one text: <c>"a\tb"</c>.</summary>
    public static string Quote(string value)
    {
        var result = new StringBuilder(value.Length + 2);
        AppendTo(result, value);
        return result.ToString();
    }

    /// <summary>Quotes a list: <c>["a" "b"]</c>.</summary>
    public static string QuoteList(IReadOnlyList<string> values)
    {
        var result = new StringBuilder("[");
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                result.Append(' ');
            }

            AppendTo(result, values[i]);
        }

        return result.Append(']').ToString();
    }

    private static void AppendTo(StringBuilder result, string value)
    {
        result.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            if (!Rune.TryGetRuneAt(value, i, out var rune))
            {
                AppendLoneSurrogate(result, value[i]);
                continue;
            }

            AppendRune(result, rune);
            i += rune.Utf16SequenceLength - 1;
        }

        result.Append('"');
    }

    private static void AppendRune(StringBuilder result, Rune rune)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                result.Append('\\').Append((char)rune.Value);
                break;
            case '\a':
                result.Append("\\a");
                break;
            case '\b':
                result.Append("\\b");
                break;
            case '\f':
                result.Append("\\f");
                break;
            case '\n':
                result.Append("\\n");
                break;
            case '\r':
                result.Append("\\r");
                break;
            case '\t':
                result.Append("\\t");
                break;
            case '\v':
                result.Append("\\v");
                break;
            case < ' ' or 0x7f:
                result.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                break;
            default:
                if (IsPrintable(rune))
                {
                    result.Append(rune);
                }
                else
                {
                    result.Append(rune.Value < 0x10000 ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
                }

                break;
        }
    }

    /// <summary>U+DC80 to U+DCFF stand for bytes that are no UTF-8.</summary>
    private static void AppendLoneSurrogate(StringBuilder result, char c) =>
        result.Append(c is >= '\uDC80' and <= '\uDCFF' ? $"\\x{c - 0xDC00:x2}" : "\\ufffd");

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
