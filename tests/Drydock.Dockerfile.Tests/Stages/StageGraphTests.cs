using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Tests.Stages;

public sealed class StageGraphTests
{
    [Fact]
    public void Create_OfReferences_ResolvesStagesBeforeImages()
    {
        var graph = Graph(
            "FROM scratch AS busybox\nFROM busybox\nCOPY --from=0 a /\nCOPY --from=BusyBox a /\nCOPY --from=alpine a /\n"
            + "RUN --mount=from=busybox,target=/m --mount=type=cache,target=/c x");
        Assert.True(graph.Stages[0].IsScratch);
        Assert.Equal(0, graph.Stages[1].BaseStage);
        Assert.Equal([0, 0, null, 0], graph.Stages[1].Dependencies.Select(d => d.Stage));
    }

    [Fact]
    public void Create_OfUpperCaseReference_FindsTheStage() =>
        Assert.Equal(0, Graph("FROM scratch AS Aa\nFROM Aa").Stages[1].BaseStage);

    [Fact]
    public void Create_OfDuplicateName_MeansTheLastBefore()
    {
        var graph = Graph("FROM a AS x\nFROM x AS y\nFROM b AS x\nFROM x");
        Assert.Equal([null, 0, null, 2], graph.Stages.Select(s => s.BaseStage));
        Assert.Equal(2, graph.Target("X").Stage.Index);
    }

    [Fact]
    public void Create_OfNamedContext_ComesBeforeStages()
    {
        var document = DockerfileDocument.Parse("FROM a AS x\nFROM x");
        Assert.Null(StageGraph.Create(document, Globals(document), name => name == "x").Stages[1].BaseStage);
    }

    [Fact]
    public void Reachable_OfTarget_LeavesOutTheRest()
    {
        var graph = Graph("FROM a AS a\nFROM b AS b\nFROM c AS c\nCOPY --from=b x /\nFROM c");
        Assert.Equal([1, 2, 3], graph.Reachable(graph.Target(null)));
        Assert.Equal([0], graph.Reachable(graph.Target("a")));
    }

    [Fact]
    public void Reachable_OfTriggers_FollowsThem()
    {
        var graph = Graph("FROM a AS src\nFROM b AS other\nFROM c AS base\nONBUILD COPY --from=src x /\nFROM base");
        Assert.Equal([0, 2, 3], graph.Reachable(graph.Target(null)));
        Assert.Equal([1, 2], graph.Reachable(graph.Target("base"), _ => [Dockerfile.Instructions.InstructionParser.ParseLine("COPY --from=other x /")]));
    }

    [Theory]
    [InlineData("FROM \"\"", DiagnosticCodes.InvalidReference, "base name (\"\") should not be blank", 1)]
    [InlineData("FROM a\nFROM $NO", DiagnosticCodes.InvalidReference, "base name ($NO) should not be blank", 2)]
    [InlineData("FROM --platform=$BULIDPLATFORM a", DiagnosticCodes.InvalidReference, "empty platform value from expression $BULIDPLATFORM (did you mean BUILDPLATFORM?)", 1)]
    [InlineData("FROM a AS x\nCOPY --from=x a /", DiagnosticCodes.CircularDependency, "circular dependency detected on stage: x", 2)]
    [InlineData("FROM a AS x\nCOPY --from=z a /\nFROM a AS y\nCOPY --from=x a /\nFROM a AS z\nCOPY --from=y a /", DiagnosticCodes.CircularDependency, "circular dependency detected on stage: x", 2)]
    [InlineData("FROM a\nCOPY --from=3 a /", DiagnosticCodes.InvalidReference, "invalid stage index 3", 2)]
    [InlineData("FROM a\nCOPY --from=$A a /", DiagnosticCodes.InvalidReference, "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround", 2)]
    public void Create_OfWrongReference_SaysWhyAndWhere(string text, string code, string message, int line)
    {
        var diagnostic = Assert.Throws<DockerfileException>(() => Graph(text)).Diagnostic;
        Assert.Equal((code, message, line), (diagnostic.Code, diagnostic.Message, diagnostic.Lines.Start));
    }

    [Fact]
    public void ForwardReferences_InReachableStage_AreFound()
    {
        var graph = Graph("FROM a AS target\nCOPY --from=build a /\nFROM a AS build");
        var diagnostic = Assert.Single(graph.ForwardReferences(graph.Reachable(graph.Target("target"))));
        Assert.Equal("cannot copy from stage \"build\", it needs to be defined before current stage \"target\"", diagnostic.Message);
        Assert.Empty(graph.ForwardReferences(graph.Reachable(graph.Target("build"))));
    }

    [Theory]
    [InlineData("bulid", "target stage \"bulid\" could not be found (did you mean build?)")]
    [InlineData("0", "target stage \"0\" could not be found")]
    public void Target_ThatIsNoStage_IsRefused(string target, string message) =>
        Assert.Equal(message, Assert.Throws<DockerfileException>(() => Graph("FROM a AS build").Target(target)).Message);

    [Fact]
    public void Create_OfVeryManyStages_Returns()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => i == 0 ? "FROM a AS s0\n" : $"FROM a AS s{i}\nCOPY --from=s{i - 1} a /\n"));
        var graph = Graph(text);
        Assert.Equal(20_000, graph.Reachable(graph.Target(null)).Count);
    }

    private static StageGraph Graph(string text)
    {
        var document = DockerfileDocument.Parse(text);
        return StageGraph.Create(document, Globals(document));
    }

    private static GlobalScope Globals(DockerfileDocument document) =>
        GlobalScope.Evaluate(document, PredefinedArguments.For("linux/amd64", "linux/amd64", null), new Dictionary<string, string>());
}
