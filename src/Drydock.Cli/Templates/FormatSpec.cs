using System.Globalization;
using System.Numerics;
using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>Flags, width and precision of one directive of <see cref="GoFormat"/>.</summary>
internal sealed class FormatSpec
{
    private bool _left;
    private bool _plus;
    private bool _space;
    private bool _zero;
    private bool _sharp;
    private int _width;

    /// <summary>The precision; null when none is given.</summary>
    public int? Precision { get; set; }

    public bool TryAddFlag(char c)
    {
        switch (c)
        {
            case '-':
                _left = true;
                return true;
            case '+':
                _plus = true;
                return true;
            case ' ':
                _space = true;
                return true;
            case '0':
                _zero = true;
                return true;
            case '#':
                _sharp = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A negative width means flush left.</summary>
    public void SetWidth(int? width)
    {
        _left |= width < 0;
        _width = Math.Abs(width ?? 0);
    }

    public string Format(Rune verb, object? value)
    {
        if (verb.Value == 'T')
        {
            return Pad(TemplateValue.TypeName(value));
        }

        // A verb applies to the elements of a list, and to the values of a map.
        if (TemplateValue.Items(value) is { } items && verb.Value != 'v')
        {
            return "[" + string.Join(' ', items.Select(item => Format(verb, item))) + "]";
        }

        if (TemplateValue.Entries(value) is { } entries && verb.Value != 'v')
        {
            return "map[" + string.Join(' ', entries.Select(entry => $"{Format(verb, entry.Key)}:{Format(verb, entry.Value)}")) + "]";
        }

        return (verb.Value < 128 ? (char)verb.Value : '?', value) switch
        {
            ('v', long number) => Integer(number, 10, false),
            ('v', double number) => Signed(GoPrint.Float(number, GoPrint.LargeExponent)),
            ('v', string text) => _sharp ? Pad(GoPrint.Quote(text)) : Text(text),
            ('v', _) => Pad(GoPrint.Value(value)),
            ('t', bool truth) => Pad(truth ? "true" : "false"),
            ('s', string text) => Text(text),
            ('q', string text) => Pad(GoPrint.Quote(Cut(text))),
            ('x', string text) => Pad(Hexadecimal(text).ToLowerInvariant()),
            ('X', string text) => Pad(Hexadecimal(text)),
            ('d', long number) => Integer(number, 10, false),
            ('b', long number) => Integer(number, 2, false),
            ('o', long number) => Integer(number, 8, false),
            ('x', long number) => Integer(number, 16, false),
            ('X', long number) => Integer(number, 16, true),
            ('c', long number) when Rune.IsValid(ToInt32(number)) => Pad(new Rune((int)number).ToString()),
            ('q', long number) when Rune.IsValid(ToInt32(number)) => Pad(GoPrint.QuoteCharacter(new Rune((int)number))),
            ('U', long number) => Pad(string.Create(CultureInfo.InvariantCulture, $"U+{number:X4}")),
            ('f' or 'F', double number) => Signed(number.ToString("F" + (Precision ?? 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            ('e' or 'E', double number) => Signed(Exponential(number, (char)verb.Value)),
            ('g' or 'G', double number) => Signed(General(number)),
            _ => value is null or NoValue ? $"%!{verb}(<nil>)" : $"%!{verb}({TemplateValue.TypeName(value)}={GoPrint.Value(value)})",
        };
    }

    private static int ToInt32(long number) => number is >= 0 and <= int.MaxValue ? (int)number : -1;

    private static string Hexadecimal(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static string Exponential(string mantissaAndExponent)
    {
        // .NET writes at least three digits of exponent, Go two.
        var e = mantissaAndExponent.IndexOfAny(['e', 'E']);
        var exponent = int.Parse(mantissaAndExponent.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{mantissaAndExponent[..(e + 1)]}{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private string Exponential(double number, char verb) =>
        Exponential(number.ToString(verb + (Precision ?? 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private string General(double number)
    {
        if (Precision is not { } precision)
        {
            return GoPrint.Float(number, GoPrint.LargeExponent);
        }

        precision = Math.Max(precision, 1);
        var rounded = double.Parse(number.ToString("E" + (precision - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return GoPrint.Float(rounded, Math.Max(precision, 1));
    }

    private string Text(string text) => Pad(Cut(text));

    private string Cut(string text) => Precision is { } precision ? string.Concat(text.EnumerateRunes().Take(precision)) : text;

    private string Integer(long number, int radix, bool upper)
    {
        var magnitude = BigInteger.Abs(number);
        var digits = radix switch
        {
            10 => magnitude.ToString(CultureInfo.InvariantCulture),
            _ => ToRadix(magnitude, radix),
        };
        digits = (upper ? digits.ToUpperInvariant() : digits).PadLeft(Precision ?? 0, '0');
        var prefix = !_sharp ? "" : radix switch
        {
            16 => upper ? "0X" : "0x",
            8 => "0",
            2 => "0b",
            _ => "",
        };
        return Signed((number < 0 ? "-" : "") + prefix + digits);
    }

    private static string ToRadix(BigInteger number, int radix)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(number % radix)]);
            number /= radix;
        }
        while (!number.IsZero);
        return digits.ToString();
    }

    /// <summary>Adds the plus that the flags ask for, and pads; zeros go behind the sign.</summary>
    private string Signed(string number)
    {
        if (number[0] is not ('-' or '+'))
        {
            number = _plus ? "+" + number : _space ? " " + number : number;
        }

        if (!_zero || _left || number.Length >= _width)
        {
            return Pad(number, ' ');
        }

        var sign = number[0] is '-' or '+' or ' ' ? 1 : 0;
        return string.Concat(number.AsSpan(0, sign), new string('0', _width - number.Length), number.AsSpan(sign));
    }

    private string Pad(string text) => Pad(text, _zero && !_left ? '0' : ' ');

    private string Pad(string text, char fill)
    {
        var missing = _width - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            return text;
        }

        return _left ? text + new string(' ', missing) : new string(fill, missing) + text;
    }
}
