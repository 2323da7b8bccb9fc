using Drydock.Dockerfile;
using Drydock.Dockerfile.Stages;

namespace Drydock.Build.Planning;

/// <summary>Joins what the stages of a target take from outside.</summary>
internal sealed class OutlineBuilder
{
    private readonly Dictionary<string, ArgumentInput> _globals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlySet<string>> _uses = new(StringComparer.Ordinal);

    /// <summary>Reads the arguments of before the first FROM.</summary>
    public OutlineBuilder(DockerfileDocument document, GlobalScope globals)
    {
        foreach (var instruction in document.MetaArgs)
        {
            foreach (var argument in instruction.Arguments)
            {
                _globals[argument.Name] = new ArgumentInput(argument.Name, globals.Lookup(argument.Name), argument.Description, instruction.Lines);
                _uses[argument.Name] = argument.Default is null || globals.BuildArg(argument.Name) is not null
                    ? new HashSet<string>()
                    : instruction.ExpandDefault(argument, globals.Lookup, document.Escape).Matched;
            }
        }
    }

    /// <summary>The outline of a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="stages">What it and the stages it needs take; the target's own first, so that its declarations win.</param>
    public BuildOutline Build(Stage target, IEnumerable<StageInputs> stages)
    {
        var (arguments, secrets, agents) = (new Dictionary<string, ArgumentInput>(), new Dictionary<string, MountInput>(), new Dictionary<string, MountInput>());
        foreach (var stage in stages)
        {
            foreach (var name in WithUses(stage.Used))
            {
                if ((stage.Arguments.GetValueOrDefault(name) ?? _globals.GetValueOrDefault(name)) is { } argument)
                {
                    arguments.TryAdd(name, argument);
                }
            }

            Add(secrets, stage.Secrets);
            Add(agents, stage.Agents);
        }

        return new BuildOutline(
            target.Name,
            target.Description,
            [.. arguments.Values.OrderBy(a => a.Lines.Start)],
            [.. secrets.Values.OrderBy(s => s.Lines.Start)],
            [.. agents.Values.OrderBy(a => a.Lines.Start)]);
    }

    private static void Add(Dictionary<string, MountInput> all, IReadOnlyList<MountInput> inputs)
    {
        foreach (var input in inputs)
        {
            all.TryAdd(input.Name, input);
        }
    }

    // An argument of before the first FROM is used as well when only the default of another one uses it.
    private HashSet<string> WithUses(IEnumerable<string> names)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            if (all.Add(name) && _uses.TryGetValue(name, out var more))
            {
                foreach (var used in more)
                {
                    open.Push(used);
                }
            }
        }

        return all;
    }
}
