using System.Globalization;
using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>A function of templates.</summary>
/// <exception cref="FunctionException">The arguments do not fit.</exception>
internal delegate object? TemplateFunction(IReadOnlyList<object?> arguments);

/// <summary>Thrown by functions: the cause, without the place, which the executor adds.</summary>
internal sealed class FunctionException(string cause) : Exception(cause);

/// <summary>The functions that Go's text/template has, <c>and</c> and <c>or</c> excepted: those evaluate only what they need.</summary>
internal static class TemplateFunctions
{
    /// <summary>Go's functions and docker's.</summary>
    public static IReadOnlyDictionary<string, TemplateFunction> All { get; } = new Dictionary<string, TemplateFunction>(StringComparer.Ordinal)
    {
        ["not"] = arguments => !TemplateValue.IsTrue(One("not", arguments)),
        ["len"] = arguments => Length(One("len", arguments)),
        ["index"] = Index,
        ["slice"] = Slice,
        ["print"] = Print,
        ["println"] = arguments => string.Join(' ', arguments.Select(GoPrint.Value)) + "\n",
        ["printf"] = arguments => GoFormat.Sprintf(Text("printf", arguments, 0), [.. arguments.Skip(1)]),
        ["eq"] = ComparisonFunctions.AnyEqual,
        ["ne"] = arguments => !ComparisonFunctions.AreEqual(Exactly("ne", 2, arguments)[0], arguments[1]),
        ["lt"] = arguments => ComparisonFunctions.Compare(Exactly("lt", 2, arguments)[0], arguments[1]) < 0,
        ["le"] = arguments => ComparisonFunctions.Compare(Exactly("le", 2, arguments)[0], arguments[1]) <= 0,
        ["gt"] = arguments => ComparisonFunctions.Compare(Exactly("gt", 2, arguments)[0], arguments[1]) > 0,
        ["ge"] = arguments => ComparisonFunctions.Compare(Exactly("ge", 2, arguments)[0], arguments[1]) >= 0,
        ["json"] = DockerFunctions.Json,
        ["split"] = DockerFunctions.Split,
        ["join"] = DockerFunctions.Join,
        ["title"] = DockerFunctions.Title,
        ["lower"] = arguments => Text("lower", Exactly("lower", 1, arguments), 0).ToLowerInvariant(),
        ["upper"] = arguments => Text("upper", Exactly("upper", 1, arguments), 0).ToUpperInvariant(),
        ["pad"] = DockerFunctions.Pad,
        ["truncate"] = DockerFunctions.Truncate,
    };

    /// <summary>The names a template may use.</summary>
    public static IReadOnlySet<string> Names { get; } = All.Keys.Append("and").Append("or").ToHashSet(StringComparer.Ordinal);

    /// <summary>The arguments, when they are that many.</summary>
    public static IReadOnlyList<object?> Exactly(string name, int count, IReadOnlyList<object?> arguments) => arguments.Count == count
        ? arguments
        : throw new FunctionException($"wrong number of args for {name}: want {count} got {arguments.Count}");

    /// <summary>The argument at <paramref name="index"/>, which must be a text.</summary>
    public static string Text(string name, IReadOnlyList<object?> arguments, int index) => index >= arguments.Count
        ? throw new FunctionException($"wrong number of args for {name}: want at least {index + 1} got {arguments.Count}")
        : arguments[index] as string ?? throw new FunctionException($"wrong type for value; expected string; got {TemplateValue.TypeName(arguments[index])}");

    /// <summary>The argument at <paramref name="index"/>, which must be an integer.</summary>
    public static int Integer(IReadOnlyList<object?> arguments, int index) => arguments[index] is long number and >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw new FunctionException($"wrong type for value; expected int; got {TemplateValue.TypeName(arguments[index])}");

    private static object? One(string name, IReadOnlyList<object?> arguments) => Exactly(name, 1, arguments)[0];

    private static long Length(object? value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        null => 0,
        _ => TemplateValue.Items(value)?.Count ?? TemplateValue.Entries(value)?.Count
            ?? throw new FunctionException($"error calling len: len of type {TemplateValue.TypeName(value)}"),
    };

    private static string Print(IReadOnlyList<object?> arguments)
    {
        var text = new StringBuilder();
        for (var i = 0; i < arguments.Count; i++)
        {
            // A space stands between two operands when neither is a text.
            if (i > 0 && arguments[i] is not string && arguments[i - 1] is not string)
            {
                text.Append(' ');
            }

            text.Append(GoPrint.Value(arguments[i]));
        }

        return text.ToString();
    }

    private static object? Index(IReadOnlyList<object?> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new FunctionException("wrong number of args for index: want at least 1 got 0");
        }

        var value = arguments[0];
        foreach (var key in arguments.Skip(1))
        {
            value = Element(value, key);
        }

        return value;
    }

    /// <summary>
    /// An element of a list or map. An absent entry is empty text where the map holds texts only:
    /// so it is with Go's typed maps, and scripts count on it for labels.
    /// </summary>
    private static object? Element(object? value, object? key)
    {
        if (TemplateValue.Items(value) is { } items)
        {
            return key is not long position
                ? throw new FunctionException($"error calling index: cannot index slice/array with type {TemplateValue.TypeName(key)}")
                : position >= 0 && position < items.Count
                    ? items[(int)position]
                    : throw new FunctionException(string.Create(CultureInfo.InvariantCulture, $"error calling index: index out of range: {position}"));
        }

        if (value is null && key is string)
        {
            return "";
        }

        if (TemplateValue.Entries(value) is not { } entries)
        {
            throw new FunctionException($"error calling index: can't index item of type {TemplateValue.TypeName(value)}");
        }

        if (key is not string name)
        {
            throw new FunctionException($"error calling index: value has type {TemplateValue.TypeName(key)}; should be string");
        }

        return TemplateValue.TryGetEntry(value, name, out var entry) ? entry
            : entries.All(e => e.Value is string) ? ""
            : NoValue.Instance;
    }

    private static object Slice(IReadOnlyList<object?> arguments)
    {
        if (arguments.Count is 0 or > 3)
        {
            throw new FunctionException($"wrong number of args for slice: want 1 to 3 got {arguments.Count}");
        }

        var bytes = arguments[0] is string text ? Encoding.UTF8.GetBytes(text) : null;
        var items = TemplateValue.Items(arguments[0]);
        var length = bytes?.Length ?? items?.Count
            ?? throw new FunctionException($"error calling slice: can't slice item of type {TemplateValue.TypeName(arguments[0])}");
        var from = arguments.Count > 1 ? Integer(arguments, 1) : 0;
        var to = arguments.Count > 2 ? Integer(arguments, 2) : length;
        if (from < 0 || to < from || to > length)
        {
            throw new FunctionException(string.Create(CultureInfo.InvariantCulture, $"error calling slice: index out of range: {(from < 0 || from > length ? from : to)}"));
        }

        return bytes is not null ? Encoding.UTF8.GetString(bytes.AsSpan(from, to - from)) : items!.Skip(from).Take(to - from).ToArray();
    }
}
