using System.Globalization;
using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>Prints values as Go's <c>fmt</c> does.</summary>
internal static class GoPrint
{
    /// <summary>From this exponent on <c>%v</c> and <c>%g</c> write it.</summary>
    public const int LargeExponent = 6;

    /// <summary>What an action prints: <c>%v</c>, but <c>&lt;no value&gt;</c> for nothing.</summary>
    public static string Action(object? value) => value is null or NoValue ? "<no value>" : Value(value);

    /// <summary><c>%v</c>: <c>[a b]</c> for lists, <c>map[k:v]</c> for maps.</summary>
    public static string Value(object? value)
    {
        switch (value)
        {
            case null or NoValue:
                return "<nil>";
            case bool truth:
                return truth ? "true" : "false";
            case long number:
                return number.ToString(CultureInfo.InvariantCulture);
            case double number:
                return Float(number, LargeExponent);
            case string text:
                return text;
        }

        var printed = new StringBuilder();
        if (TemplateValue.Items(value) is { } items)
        {
            return printed.Append('[').AppendJoin(' ', items.Select(Value)).Append(']').ToString();
        }

        return printed.Append("map[").AppendJoin(' ', TemplateValue.Entries(value)!.Select(entry => $"{entry.Key}:{Value(entry.Value)}")).Append(']').ToString();
    }

    /// <summary>The shortest text that reads back as the number, in the form of <c>%g</c>.</summary>
    public static string Float(double number, int largeExponent)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        if (number == 0)
        {
            return double.IsNegative(number) ? "-0" : "0";
        }

        var (digits, exponent) = Shortest(Math.Abs(number));
        var text = exponent < -4 || exponent >= largeExponent
            ? Scientific(digits, exponent)
            : Positional(digits, exponent);
        return number < 0 ? "-" + text : text;
    }

    /// <summary>A text in double quotes with Go's escapes (<c>%q</c>).</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            AppendEscaped(quoted, rune, '"');
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A character in single quotes with Go's escapes (<c>%q</c> of a number).</summary>
    public static string QuoteCharacter(Rune rune)
    {
        var quoted = new StringBuilder("'");
        AppendEscaped(quoted, rune, '\'');
        return quoted.Append('\'').ToString();
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune, char quote)
    {
        var simple = rune.Value < 128 ? "\a\b\f\n\r\t\v\\".IndexOf((char)rune.Value) : -1;
        if (simple >= 0)
        {
            quoted.Append('\\').Append("abfnrtv\\"[simple]);
        }
        else if (rune.Value == quote)
        {
            quoted.Append('\\').Append(quote);
        }
        else if (rune.Value is < ' ' or 127)
        {
            quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
            && rune.Value != ' ')
        {
            _ = rune.Value <= 0xFFFF
                ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
        else
        {
            quoted.Append(rune.ToString());
        }
    }

    private static (string Digits, int Exponent) Shortest(double number)
    {
        // "E16" would not be the shortest; "R" is, in one of two forms.
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var point = mantissa.IndexOf('.');
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits[leading..].TrimEnd('0'), exponent - leading);
    }

    private static string Scientific(string digits, int exponent)
    {
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0')
            : string.Concat(digits.AsSpan(0, exponent + 1), ".", digits.AsSpan(exponent + 1));
    }
}
