using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Tests.Stages;

public sealed class DockerfileDocumentTests
{
    [Fact]
    public void Parse_OfStages_SortsInstructions()
    {
        var document = DockerfileDocument.Parse("ARG V=1\nARG W\n# build compiles\nFROM a:$V AS Build\nRUN x\nRUN y\nFROM --platform=p build\nUSER u");
        Assert.False(document.HasErrors);
        Assert.Equal(["V", "W"], document.MetaArgs.SelectMany(a => a.Arguments).Select(a => a.Name));
        Assert.Equal([("build", "Build", 2), (null, null, 1)], document.Stages.Select(s => (s.Name, s.OriginalName, s.Instructions.Count)));
        Assert.Equal(("compiles", "stage-1", "p"), (document.Stages[0].Description, document.Stages[1].DisplayName, document.Stages[1].Platform));
        Assert.Equal([new LineRange(4, 6), new LineRange(7, 8)], document.Stages.Select(s => s.Lines));
        Assert.Same(document.Stages[0], document.FindStage("BUILD"));
    }

    [Theory]
    [InlineData("", "the Dockerfile cannot be empty", 0)]
    [InlineData("# a\n", "file with no instructions", 1)]
    [InlineData("ARG a", "dockerfile contains no stages to build", 0)]
    [InlineData("RUN x\n", "no build stage in current context", 1)]
    [InlineData("LABEL a=b\nFROM scratch", "no build stage in current context", 1)]
    public void Parse_OfFileWithoutStage_SaysWhatIsMissing(string text, string message, int line)
    {
        var diagnostic = Assert.Single(DockerfileDocument.Parse(text).Diagnostics);
        Assert.Equal((message, line), (diagnostic.Message, diagnostic.Lines.Start));
    }

    [Fact]
    public void Parse_OfManyErrors_ReportsAllInOrder()
    {
        var document = DockerfileDocument.Parse("FROM a\nENV x\nFOO\nCOPY a\nRUN --x y\nFROM b c\nUSER u");
        Assert.Equal([2, 3, 4, 5, 6], document.Diagnostics.Select(d => d.Lines.Start));
        Assert.All(document.Diagnostics, d => Assert.Equal(Severity.Error, d.Severity));
        Assert.Empty(document.Stages[0].Instructions);
    }

    [Fact]
    public void Warnings_OfEmptyContinuation_NameTheLastLine() =>
        Assert.Equal(4, Assert.Single(DockerfileDocument.Parse("FROM a\nRUN x \\\n\n  y").Warnings).Lines.Start);
}
