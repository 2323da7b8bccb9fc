namespace Drydock.Build.Planning;

/// <summary>Names and values in the order they were first set; a new value keeps the place of the old one.</summary>
internal sealed class VariableList
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public VariableList()
    {
    }

    public VariableList(IEnumerable<string> assignments)
    {
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            Set(equals < 0 ? assignment : assignment[..equals], equals < 0 ? "" : assignment[(equals + 1)..]);
        }
    }

    public VariableList(VariableList other)
        : this(other.Assignments)
    {
    }

    /// <summary><c>NAME=value</c> each.</summary>
    public IReadOnlyList<string> Assignments => [.. _order.Select(name => $"{name}={_values[name]}")];

    public string? this[string name] => _values.GetValueOrDefault(name);

    public void Set(string name, string value)
    {
        if (!_values.ContainsKey(name))
        {
            _order.Add(name);
        }

        _values[name] = value;
    }
}
