using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>Goes through a file in the order of a build, up to the first error.</summary>
internal static class CheckModelBuilder
{
    public static CheckModel Build(DockerfileDocument document, CheckEnvironment environment)
    {
        var model = new CheckModel(document, environment);
        try
        {
            if (document.Tree.Diagnostics.Count > 0)
            {
                throw new DockerfileException(document.Tree.Diagnostics[0]);
            }

            TypeInstructions(model);
            model.Stages = document.Stages;
            EvaluateFroms(model);
            var graph = StageGraph.Create(document, model.Globals!, environment.IsNamedContext);
            var stages = environment.AllStages
                ? (IReadOnlySet<int>)graph.Stages.Select(s => s.Stage.Index).ToHashSet()
                : graph.Reachable(graph.Target(environment.Target));
            new StageWalk(model, graph, stages).Run();
        }
        catch (DockerfileException e)
        {
            model.Error = e.Diagnostic;
        }

        return model;
    }

    private static void TypeInstructions(CheckModel model)
    {
        var document = model.Document;
        var collector = new StageCollector();
        foreach (var node in document.Nodes)
        {
            try
            {
                var instruction = InstructionParser.Parse(node);
                collector.Add(instruction);
                model.Nodes.Add(new CheckedNode(node, instruction));
            }
            catch (DockerfileException)
            {
                model.Nodes.Add(new CheckedNode(node, null));
                throw;
            }
        }

        if (document.HasErrors)
        {
            throw new DockerfileException(document.Diagnostics[0]);
        }
    }

    private static void EvaluateFroms(CheckModel model)
    {
        var (document, environment) = (model.Document, model.Environment);
        var targetStage = environment.Target ?? document.Stages[^1].Name;
        var predefined = PredefinedArguments
            .For(environment.BuildPlatform, environment.TargetPlatform ?? environment.BuildPlatform, targetStage)
            .Select(p => new KeyValuePair<string, string>(p.Key, environment.BuildArgs.GetValueOrDefault(p.Key) ?? p.Value))
            .ToList();
        EvaluateDefaults(model, predefined);
        model.Globals = GlobalScope.Evaluate(document, predefined, environment.BuildArgs);
        _ = EpochSource.Find(document, model.Globals, environment.IsNamedContext);
        foreach (var stage in document.Stages)
        {
            var (from, error) = Expand(stage.From.Base);
            Expanded<string>? platform = null;
            if (stage.Platform is not null && error is null)
            {
                (platform, error) = Expand(stage.Platform);
            }

            model.Froms.Add(new CheckedFrom(stage, from, platform));
            if (error is not null)
            {
                throw error.At(stage.From.Lines);
            }

            _ = StageGraph.ExpandFrom(stage, model.Globals, document.Escape);
            if (platform is not null && !PlatformName.TryParse(platform.Value, out _, out _))
            {
                throw new DockerfileException(Diagnostic.Error(
                    DiagnosticCodes.InvalidReference,
                    $"failed to parse platform {stage.Platform}: {GoQuote.Quote(platform.Value)} is not a platform",
                    stage.From.Lines,
                    "Write OS/ARCHITECTURE, such as linux/arm64"));
            }
        }

        (Expanded<string> Expanded, DockerfileException? Error) Expand(string word)
        {
            var (matched, unmatched) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
            try
            {
                var value = WordExpander.Word(word, model.Globals!.Lookup, document.Escape, default, matched, unmatched);
                return (new Expanded<string>(value, matched, unmatched), null);
            }
            catch (DockerfileException e)
            {
                return (new Expanded<string>("", matched, unmatched), e);
            }
        }
    }

    private static void EvaluateDefaults(CheckModel model, List<KeyValuePair<string, string>> predefined)
    {
        try
        {
            var defaults = GlobalScope.Evaluate(model.Document, predefined, new Dictionary<string, string>());
            foreach (var stage in model.Document.Stages)
            {
                model.DefaultBases.Add((stage, WordExpander.Word(stage.From.Base, defaults.Lookup, model.Document.Escape).Value));
            }
        }
        catch (DockerfileException)
        {
            // The evaluation with the build arguments says the same, or they mend it.
        }
    }
}
