using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Build.Planning;

/// <summary>A build argument that a target can be given.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value it has; null when it has none.</param>
/// <param name="Description">The rest of a comment above ARG that begins with the name; empty if there is none.</param>
/// <param name="Lines">Where it is declared.</param>
public sealed record ArgumentInput(string Name, string? Value, string Description, LineRange Lines);

/// <summary>A secret or an agent that a target asks for.</summary>
/// <param name="Name">The id.</param>
/// <param name="IsRequired">Whether the build fails without it.</param>
/// <param name="Lines">The RUN that asks first.</param>
public sealed record MountInput(string Name, bool IsRequired, LineRange Lines);

/// <summary>What one stage takes from outside, collected while it is planned.</summary>
internal sealed class StageInputs
{
    private readonly Dictionary<string, ArgumentInput> _arguments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<MountInput> _secrets = [];
    private readonly List<MountInput> _agents = [];

    /// <summary>The arguments the stage declares by itself, by name; the last declaration counts.</summary>
    public IReadOnlyDictionary<string, ArgumentInput> Arguments => _arguments;

    /// <summary>All names the stage uses: its own arguments, and those of before the first FROM.</summary>
    public IReadOnlySet<string> Used => _used;

    /// <summary>The secrets, each once.</summary>
    public IReadOnlyList<MountInput> Secrets => _secrets;

    /// <summary>The agents, each once.</summary>
    public IReadOnlyList<MountInput> Agents => _agents;

    /// <summary>Notes names that are used but declared elsewhere.</summary>
    public void Use(IEnumerable<string> names) => _used.UnionWith(names);

    /// <summary>Notes an argument that ARG declares.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="isGlobal">Whether it only takes over the one of before the first FROM.</param>
    public void Declare(ArgumentInput argument, bool isGlobal)
    {
        _used.Add(argument.Name);
        if (!isGlobal)
        {
            _arguments[argument.Name] = argument;
        }
    }

    /// <summary>Notes a secret.</summary>
    public void AddSecret(MountInput secret) => AddOnce(_secrets, secret);

    /// <summary>Notes an agent.</summary>
    public void AddAgent(MountInput agent) => AddOnce(_agents, agent);

    private static void AddOnce(List<MountInput> inputs, MountInput input)
    {
        if (!inputs.Exists(i => i.Name == input.Name))
        {
            inputs.Add(input);
        }
    }
}
