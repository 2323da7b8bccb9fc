using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Tests.Stages;

public sealed class ScopeTests
{
    [Fact]
    public void VariableScope_OfRepeatedName_KeepsThePlaceAndTheLastValue()
    {
        var scope = new VariableScope(["a=1", "b=2", "a=3", "c"]);
        Assert.Equal(["a=3", "b=2", "c="], scope.Environment);
        Assert.Null(scope.Lookup("d"));
    }

    [Fact]
    public void Predefined_OfPlatforms_AreTheirParts()
    {
        var values = PredefinedArguments.For("linux/amd64", "linux/arm/v7", "").ToDictionary();
        Assert.Equal(("linux/amd64", "amd64", ""), (values["BUILDPLATFORM"], values["BUILDARCH"], values["BUILDVARIANT"]));
        Assert.Equal(("linux", "arm", "v7", "default"), (values["TARGETOS"], values["TARGETARCH"], values["TARGETVARIANT"], values["TARGETSTAGE"]));
        Assert.Equal("10.0", PredefinedArguments.For("windows(10.0)/amd64", "linux", null).ToDictionary()["BUILDOSVERSION"]);
    }

    [Fact]
    public void GlobalScope_OfMetaArgs_PrefersTheCommandLine()
    {
        var globals = Globals("ARG A=1\nARG B=${A}x\nARG C\nARG TARGETARCH\nFROM a", ("A", "9"), ("TARGETARCH", "z80"));
        Assert.Equal(("9", "9x", null, "z80"), (globals.Lookup("A"), globals.Lookup("B"), globals.Lookup("C"), globals.Lookup("TARGETARCH")));
        Assert.Contains("C", globals.Declared);
    }

    [Fact]
    public void StageScope_OfArg_TakesCommandLineThenDefaultThenGlobal()
    {
        var globals = Globals("ARG G=g\nARG H=h\nFROM a", ("CL", "cl"));
        var scope = new StageScope(["PATH=/bin"]);
        _ = scope.Apply(Arg("ARG CL=x G H=own NONE L=$H"), globals, '\\');
        Assert.Equal(
            ("cl", "g", "own", null, "own", "/bin"),
            (scope.Lookup("CL"), scope.Lookup("G"), scope.Lookup("H"), scope.Lookup("NONE"), scope.Lookup("L"), scope.Lookup("PATH")));
        Assert.Equal(["CL=cl", "G=g", "H=own", "NONE=", "L=own"], scope.ArgumentValues);
    }

    [Fact]
    public void StageScope_OfDefaultThatIsNotUsed_IsNotExpanded()
    {
        var scope = new StageScope([]);
        _ = scope.Apply(Arg("ARG A=${NO:?no}"), Globals("FROM a", ("A", "1")), '\\');
        Assert.Equal("1", scope.Lookup("A"));
    }

    [Fact]
    public void StageScope_OfEnvAndArg_TakesTheLaterOne()
    {
        var scope = new StageScope([]);
        scope.Apply((EnvInstruction)InstructionParser.ParseLine("ENV A=env"));
        _ = scope.Apply(Arg("ARG A=arg"), Globals("FROM a"), '\\');
        Assert.Equal("arg", scope.Lookup("A"));
        scope.Apply((EnvInstruction)InstructionParser.ParseLine("ENV A=again"));
        Assert.Equal(["A=again"], scope.ArgumentValues);
    }

    [Fact]
    public void Derive_OfStage_InheritsAndDoesNotTouchTheParent()
    {
        var parent = new StageScope([]);
        _ = parent.Apply(Arg("ARG A=1"), Globals("FROM a"), '\\');
        var child = parent.Derive();
        _ = child.Apply(Arg("ARG B=2"), Globals("FROM a"), '\\');
        Assert.Equal(["A=1", "B=2"], child.ArgumentValues);
        Assert.Equal(["A=1"], parent.ArgumentValues);
    }

    [Theory]
    [InlineData("FROM a", null, null, null)]
    [InlineData("ARG SOURCE_DATE_EPOCH=12\nFROM a", 12L, null, null)]
    [InlineData("ARG SOURCE_DATE_EPOCH=context\nFROM a", null, "context", null)]
    [InlineData("ARG SOURCE_DATE_EPOCH=s\nFROM scratch AS s\nARG U=https://a/b\nADD $U /\nFROM a", null, null, "s")]
    public void EpochSource_OfValue_IsFound(string text, long? seconds, string? context, string? stage)
    {
        var document = DockerfileDocument.Parse(text);
        var source = EpochSource.Find(document, GlobalScope.Evaluate(document, [], new Dictionary<string, string>()));
        Assert.Equal((seconds, context, stage), (source?.Seconds, source?.Context, source?.Stage?.Name));
    }

    [Theory]
    [InlineData("ARG SOURCE_DATE_EPOCH=abc\nFROM a", "invalid SOURCE_DATE_EPOCH: abc")]
    [InlineData("ARG SOURCE_DATE_EPOCH=s\nFROM a AS s", "SOURCE_DATE_EPOCH stage must use FROM scratch")]
    [InlineData("ARG SOURCE_DATE_EPOCH=s\nFROM scratch AS s", "SOURCE_DATE_EPOCH stage must contain exactly one remote ADD")]
    [InlineData("ARG SOURCE_DATE_EPOCH=s\nFROM scratch AS s\nADD a /", "SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD")]
    [InlineData("ARG SOURCE_DATE_EPOCH=s\nFROM scratch AS s\nRUN a", "SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported RUN instruction")]
    public void EpochSource_OfWrongValue_IsRefused(string text, string message)
    {
        var document = DockerfileDocument.Parse(text);
        var globals = GlobalScope.Evaluate(document, [], new Dictionary<string, string>());
        Assert.Equal(message, Assert.Throws<Dockerfile.Diagnostics.DockerfileException>(() => EpochSource.Find(document, globals)).Message);
    }

    private static ArgInstruction Arg(string text) => (ArgInstruction)InstructionParser.ParseLine(text);

    private static GlobalScope Globals(string text, params (string Name, string Value)[] buildArgs) => GlobalScope.Evaluate(
        DockerfileDocument.Parse(text), PredefinedArguments.For("linux/amd64", "linux/amd64", null), buildArgs.ToDictionary(a => a.Name, a => a.Value));
}
