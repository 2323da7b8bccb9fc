using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Instructions;

/// <summary>What kind of value a flag takes.</summary>
public enum FlagKind
{
    /// <summary><c>--flag</c>, <c>--flag=true</c> or <c>--flag=false</c>.</summary>
    Boolean,

    /// <summary><c>--flag=value</c>, at most once.</summary>
    Text,

    /// <summary><c>--flag=value</c>, any number of times.</summary>
    Texts,
}

/// <summary>The flags of one instruction, checked against those its keyword knows.</summary>
public sealed class FlagSet
{
    private static readonly FlagSet s_empty = new(0);

    /// <summary>Name and value of every flag, in order: a handful at most, so no dictionary.</summary>
    private readonly List<(string Name, string Value)> _values;

    private FlagSet(int capacity) => _values = new(capacity);

    /// <summary>The names of the flags that were given.</summary>
    public IReadOnlyCollection<string> Used => [.. _values.Select(v => v.Name).Distinct()];

    /// <summary>Reads flags as written.</summary>
    /// <param name="written">The flags: <c>--name</c> or <c>--name=value</c>. A plain <c>--</c> ends them.</param>
    /// <param name="known">The flags that may be given.</param>
    /// <exception cref="DockerfileException">A flag is unknown, given twice, or has no or a wrong value.</exception>
    public static FlagSet Parse(IReadOnlyList<string> written, IReadOnlyList<(string Name, FlagKind Kind)> known)
    {
        if (written.Count == 0)
        {
            return s_empty;
        }

        var flags = new FlagSet(written.Count);
        foreach (var flag in written)
        {
            if (flag == "--")
            {
                break;
            }

            flags.Add(flag, known);
        }

        return flags;
    }

    /// <summary>The value of a flag; null when it was not given.</summary>
    public string? Text(string name)
    {
        foreach (var (key, value) in _values)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The values of a flag, in order.</summary>
    public IReadOnlyList<string> Texts(string name) => Each(name, value => value);

    /// <summary>The values of a flag, each read by <paramref name="read"/>, in order.</summary>
    /// <exception cref="DockerfileException">A value cannot be read.</exception>
    public IReadOnlyList<T> Each<T>(string name, Func<string, T> read)
    {
        List<T>? values = null;
        foreach (var (key, value) in _values)
        {
            if (key == name)
            {
                (values ??= new List<T>(_values.Count)).Add(read(value));
            }
        }

        return values ?? (IReadOnlyList<T>)[];
    }

    /// <summary>The value of a flag; null when it was not given.</summary>
    public bool? Boolean(string name) => Text(name) is { } value ? value == "true" : null;

    private void Add(string flag, IReadOnlyList<(string Name, FlagKind Kind)> known)
    {
        if (!flag.StartsWith("--", StringComparison.Ordinal))
        {
            throw Error($"arg should start with -- : {flag}");
        }

        var equals = flag.IndexOf('=', StringComparison.Ordinal);
        var shown = equals < 0 ? flag : flag.AsSpan(0, equals);
        var value = equals < 0 ? null : flag[(equals + 1)..];
        var (name, kind) = Find(shown[2..], known);
        if (kind != FlagKind.Texts && Text(name) is not null)
        {
            throw Error($"duplicate flag specified: {shown}");
        }

        if (kind == FlagKind.Boolean ? value is "" : value is null)
        {
            throw Error($"missing a value on flag: {shown}", kind == FlagKind.Boolean ? null : $"Write {shown}=VALUE, with an equals sign");
        }

        if (kind == FlagKind.Boolean)
        {
            value = (value ?? "true").ToLowerInvariant() is "true" or "false"
                ? (value ?? "true").ToLowerInvariant()
                : throw Error($"expecting boolean value for flag {shown}, not: {value}");
        }

        _values.Add((name, value!));
    }

    private static (string Name, FlagKind Kind) Find(ReadOnlySpan<char> name, IReadOnlyList<(string Name, FlagKind Kind)> known)
    {
        foreach (var flag in known)
        {
            if (name.SequenceEqual(flag.Name))
            {
                return flag;
            }
        }

        var names = known.Select(f => f.Name).Order(StringComparer.Ordinal).ToList();
        throw Error(
            $"unknown flag: --{name}{Suggestion.Text(name.ToString(), names)}",
            names.Count == 0 ? "This instruction takes no flags" : $"The flags here are {string.Join(", ", names.Select(n => "--" + n))}");
    }

    private static DockerfileException Error(string message, string? hint = null) => new(DiagnosticCodes.InvalidFlag, message, hint);
}
