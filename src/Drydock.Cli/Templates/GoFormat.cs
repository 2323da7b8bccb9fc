using System.Globalization;
using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>Go's <c>fmt.Sprintf</c>, for the values that templates have.</summary>
/// <remarks>Go, package fmt. As there, a wrong verb or a missing argument shows in the text and is no error.</remarks>
internal sealed class GoFormat
{
    private const int MaxWidth = 10_000;

    private readonly string _format;
    private readonly IReadOnlyList<object?> _arguments;
    private readonly StringBuilder _output = new();
    private int _position;
    private int _argument;

    private GoFormat(string format, IReadOnlyList<object?> arguments)
    {
        _format = format;
        _arguments = arguments;
    }

    /// <summary>Formats the arguments.</summary>
    public static string Sprintf(string format, IReadOnlyList<object?> arguments)
    {
        var run = new GoFormat(format, arguments);
        run.Run();
        return run._output.ToString();
    }

    private void Run()
    {
        while (_position < _format.Length)
        {
            var percent = _format.IndexOf('%', _position);
            if (percent < 0)
            {
                _output.Append(_format, _position, _format.Length - _position);
                break;
            }

            _output.Append(_format, _position, percent - _position);
            _position = percent + 1;
            AppendDirective();
        }

        if (_argument < _arguments.Count)
        {
            var extra = _arguments.Skip(_argument).Select(value => value is null ? "<nil>" : $"{TemplateValue.TypeName(value)}={GoPrint.Value(value)}");
            _output.Append("%!(EXTRA ").AppendJoin(", ", extra).Append(')');
        }
    }

    private void AppendDirective()
    {
        var spec = new FormatSpec();
        while (_position < _format.Length && spec.TryAddFlag(_format[_position]))
        {
            _position++;
        }

        spec.SetWidth(ReadNumber());
        if (_position < _format.Length && _format[_position] == '.')
        {
            _position++;
            spec.Precision = ReadNumber() ?? 0;
        }

        if (_position >= _format.Length)
        {
            _output.Append("%!(NOVERB)");
            return;
        }

        _ = Rune.DecodeFromUtf16(_format.AsSpan(_position), out var verb, out var length);
        _position += length;
        if (verb.Value == '%')
        {
            _output.Append('%');
        }
        else if (_argument >= _arguments.Count)
        {
            _output.Append("%!").Append(verb.ToString()).Append("(MISSING)");
        }
        else
        {
            _output.Append(spec.Format(verb, _arguments[_argument++]));
        }
    }

    /// <summary>A number, or <c>*</c>: the next argument.</summary>
    private int? ReadNumber()
    {
        if (_position < _format.Length && _format[_position] == '*')
        {
            _position++;
            if (_argument < _arguments.Count && _arguments[_argument++] is long width and >= -MaxWidth and <= MaxWidth)
            {
                return (int)width;
            }

            _output.Append("%!(BADWIDTH)");
            return null;
        }

        var start = _position;
        while (_position < _format.Length && char.IsAsciiDigit(_format[_position]))
        {
            _position++;
        }

        return int.TryParse(_format.AsSpan(start, _position - start), CultureInfo.InvariantCulture, out var number) ? Math.Min(number, MaxWidth) : null;
    }
}
