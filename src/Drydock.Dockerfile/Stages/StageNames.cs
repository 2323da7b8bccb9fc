using Drydock.Dockerfile.Instructions;

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

    /// <summary>Whether a named context has that name; no context can stand for nothing, nor for the build context.</summary>
    public bool IsNamedContext(string name) =>
        !name.Equals(FromInstruction.Scratch, StringComparison.OrdinalIgnoreCase)
        && !name.Equals("context", StringComparison.OrdinalIgnoreCase)
        && isNamedContext(name);

    /// <summary>The stage a FROM means, among those added so far. Other builders do not fold the case of the name here.</summary>
    public int? Find(string name) => IsNamedContext(name) ? null : FindInFile(name);

    /// <summary>The stage of that name, in any case.</summary>
    public int? FindInFile(string name) =>
        _stages.TryGetValue(name.ToLowerInvariant(), out var index) ? index : null;
}
