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
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private FlagSet()
    {
    }

    /// <summary>The names of the flags that were given.</summary>
    public IReadOnlyCollection<string> Used => _values.Keys;

    /// <summary>Reads flags as written.</summary>
    /// <param name="written">The flags: <c>--name</c> or <c>--name=value</c>. A plain <c>--</c> ends them.</param>
    /// <param name="known">The flags that may be given.</param>
    /// <exception cref="DockerfileException">A flag is unknown, given twice, or has no or a wrong value.</exception>
    public static FlagSet Parse(IReadOnlyList<string> written, IReadOnlyList<(string Name, FlagKind Kind)> known)
    {
        var flags = new FlagSet();
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
    public string? Text(string name) => _values.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>The values of a flag, in order.</summary>
    public IReadOnlyList<string> Texts(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>The value of a flag; null when it was not given.</summary>
    public bool? Boolean(string name) => _values.TryGetValue(name, out var values) ? values[0] == "true" : null;

    private void Add(string flag, IReadOnlyList<(string Name, FlagKind Kind)> known)
    {
        if (!flag.StartsWith("--", StringComparison.Ordinal))
        {
            throw Error($"arg should start with -- : {flag}");
        }

        var equals = flag.IndexOf('=', StringComparison.Ordinal);
        var shown = equals < 0 ? flag : flag[..equals];
        var name = shown[2..];
        var value = equals < 0 ? null : flag[(equals + 1)..];
        var (_, kind) = known.FirstOrDefault(f => f.Name == name) is (not null, _) found
            ? found
            : throw Error($"unknown flag: {shown}{Suggestion.Text(name, known.Select(f => f.Name).Order(StringComparer.Ordinal))}");
        if (kind != FlagKind.Texts && _values.ContainsKey(name))
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

        if (!_values.TryGetValue(name, out var values))
        {
            _values[name] = values = [];
        }

        values.Add(value!);
    }

    private static DockerfileException Error(string message, string? hint = null) => new(DiagnosticCodes.InvalidFlag, message, hint);
}
