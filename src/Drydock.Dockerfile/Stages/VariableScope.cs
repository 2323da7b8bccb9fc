namespace Drydock.Dockerfile.Stages;

/// <summary>Variables in the order in which they were first set.</summary>
public sealed class VariableScope
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>A scope without variables.</summary>
    public VariableScope()
    {
    }

    /// <summary>A scope with the variables of an environment.</summary>
    /// <param name="environment">Texts <c>NAME=value</c>; of several with one name the last counts.</param>
    public VariableScope(IEnumerable<string> environment)
    {
        foreach (var entry in environment)
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            Set(equals < 0 ? entry : entry[..equals], equals < 0 ? "" : entry[(equals + 1)..]);
        }
    }

    /// <summary>The names, in the order in which they were first set.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The variables as texts <c>NAME=value</c>.</summary>
    public IEnumerable<string> Environment => _names.Select(n => $"{n}={_values[n]}");

    /// <summary>The value of a variable; null when it is not set. Usable as <see cref="Expansion.VariableLookup"/>.</summary>
    public string? Lookup(string name) => _values.GetValueOrDefault(name);

    /// <summary>Sets a variable. One that was set before keeps its place.</summary>
    public void Set(string name, string value)
    {
        if (!_values.ContainsKey(name))
        {
            _names.Add(name);
        }

        _values[name] = value;
    }

    /// <summary>A scope with the same variables that changes on its own.</summary>
    public VariableScope Clone() => new(Environment);
}
