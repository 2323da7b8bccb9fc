namespace Drydock.Dockerfile.Stages;

/// <summary>The names of stages, in lower case. A later stage takes the name from an earlier one.</summary>
internal sealed class StageNames(Func<string, bool> isNamedContext)
{
    private readonly Dictionary<string, int> _stages = new(StringComparer.Ordinal);

    public void Add(Stage stage)
    {
        if (stage.Name is not null)
        {
            _stages[stage.Name] = stage.Index;
        }
    }

    /// <summary>The stage a FROM means, among those added so far. Other builders do not fold the case of the name here.</summary>
    public int? Find(string name) => isNamedContext(name) ? null : FindInFile(name);

    /// <summary>The stage of that name, in any case.</summary>
    public int? FindInFile(string name) =>
        _stages.TryGetValue(name.ToLowerInvariant(), out var index) ? index : null;
}
