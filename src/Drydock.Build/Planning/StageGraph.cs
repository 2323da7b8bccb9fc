using System.Globalization;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;

namespace Drydock.Build.Planning;

/// <summary>Which stage needs which, and which the target needs.</summary>
internal sealed class StageGraph
{
    private readonly DockerfileDocument _document;
    private readonly BuildOptions _options;
    private readonly GlobalScope _global;

    public StageGraph(BuildOptions options, GlobalScope global)
    {
        (_document, _options, _global) = (options.Dockerfile, options, global);
        Target = FindTarget();
        Needed = Reach(Target);
    }

    /// <summary>The stage to build.</summary>
    public Stage Target { get; }

    /// <summary>The stages the target needs, itself included, by index.</summary>
    public IReadOnlySet<int> Needed { get; }

    /// <summary>The stages that nothing needs.</summary>
    public IEnumerable<Stage> Skipped => _document.Stages.Where(s => !Needed.Contains(s.Index));

    /// <summary>The base of a stage and its platform, expanded.</summary>
    /// <exception cref="BuildException">The base is empty: an argument has no value.</exception>
    public FromInstruction ExpandFrom(Stage stage)
    {
        var from = (FromInstruction)stage.From.Expand(name => _global[name], _document.Escape).Value;
        return from.Base.Length > 0
            ? from
            : throw new BuildException($"base name ({stage.From.Base}) should not be blank\ngive the ARG before the first FROM a default, or use --build-arg", stage.From.Lines);
    }

    /// <summary>The stage a FROM begins from, or null: a later stage of that name does not count.</summary>
    public Stage? BaseStage(Stage stage)
    {
        var name = ExpandFrom(stage).Base;
        return _options.NamedContexts.ContainsKey(name.ToLowerInvariant()) ? null : EarlierStage(name, stage.Index);
    }

    /// <summary>The stage that <c>--from</c> means in a stage, or null when it means an image or a named context.</summary>
    /// <exception cref="BuildException">It means the stage itself or a later one.</exception>
    public Stage? SourceStage(string from, Stage current, Instruction instruction)
    {
        if (int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _document.Stages.Count)
        {
            return index < current.Index
                ? _document.Stages[index]
                : throw new BuildException(
                    index == current.Index ? $"circular dependency detected on stage: {from}" : $"{instruction.Name} --from={from}: stage {from} needs to be defined before current stage", instruction.Lines);
        }

        if (EarlierStage(from, current.Index) is { } stage)
        {
            return stage;
        }

        return string.Equals(from, current.Name, StringComparison.OrdinalIgnoreCase)
            ? throw new BuildException($"circular dependency detected on stage: {current.Name}", instruction.Lines)
            : null;
    }

    private Stage? EarlierStage(string name, int before) =>
        _document.Stages.Take(before).LastOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));

    private Stage FindTarget()
    {
        if (_options.Target is not { Length: > 0 } target)
        {
            return _document.Stages[^1];
        }

        var names = _document.Stages.Select(s => s.Name).OfType<string>().ToList();
        return _document.FindStage(target)
            ?? throw new BuildException(
                $"target stage {GoQuoted(target)} could not be found{Suggestion.Text(target, names, ignoreCase: true)}"
                + (names.Count > 0 ? $"\nthe file has the stages {string.Join(", ", names)}" : "\nno stage of the file has a name: add AS NAME to a FROM"));
    }

    private HashSet<int> Reach(Stage target)
    {
        var reached = new HashSet<int>();
        var pending = new Stack<Stage>([target]);
        while (pending.TryPop(out var stage))
        {
            if (!reached.Add(stage.Index))
            {
                continue;
            }

            if (BaseStage(stage) is { } parent)
            {
                pending.Push(parent);
            }

            foreach (var (from, instruction) in Froms(stage))
            {
                if (!_options.NamedContexts.ContainsKey(from.ToLowerInvariant()) && SourceStage(from, stage, instruction) is { } source)
                {
                    pending.Push(source);
                }
            }
        }

        return reached;
    }

    /// <summary>All <c>--from</c> and <c>from=</c> of a stage.</summary>
    public static IEnumerable<(string From, Instruction Instruction)> Froms(Stage stage)
    {
        foreach (var instruction in stage.Instructions)
        {
            switch (instruction)
            {
                case CopyInstruction { From: { } from }:
                    yield return (from, instruction);
                    break;
                case RunInstruction run:
                    foreach (var mount in run.Mounts)
                    {
                        if (mount.From is { Length: > 0 } mounted)
                        {
                            yield return (mounted, instruction);
                        }
                    }

                    break;
            }
        }
    }

    private static string GoQuoted(string text) => $"\"{text}\"";
}
