using Drydock.Cli.Arguments;

namespace Drydock.Cli.Tests.Arguments;

public sealed class ProvenanceArgumentTests
{
    [Theory]
    [InlineData("true", false)]
    [InlineData("min", false)]
    [InlineData("mode=min", false)]
    [InlineData("mode=max", true)]
    [InlineData("mode=max,inline-only=true,version=v1", true)]
    public void Parse_OfAModeOrTrue_StatesThatMuch(string value, bool max) => Assert.Equal(max, ProvenanceArgument.Parse(value, null)!.IsMax);

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    [InlineData("mode=max,disabled=true")]
    public void Parse_OfNothingWanted_IsNull(string? value) => Assert.Null(ProvenanceArgument.Parse(value, null));

    [Fact]
    public void Parse_OfBothFlags_TakesTheShortOne() => Assert.Null(ProvenanceArgument.Parse("false", ["type=provenance,mode=max"]));

    [Fact]
    public void Parse_OfAllKeys_KeepsThem()
    {
        var options = ProvenanceArgument.Parse(null, ["type=provenance,\"builder-id=https://ci.example.com/a,b\",reproducible=true,filename=made.json"])!;

        Assert.Equal("https://ci.example.com/a,b", options.BuilderId);
        Assert.True(options.IsReproducible);
        Assert.Equal("made.json", options.FileName);
    }

    [Theory]
    [InlineData("filename=../x")]
    [InlineData("filename=..")]
    [InlineData("mod=max")]
    [InlineData("version=v0.2")]
    public void Parse_OfWhatIsNone_Fails(string value) => Assert.Throws<UsageException>(() => ProvenanceArgument.Parse(value, null));

    [Fact]
    public void Parse_OfASwitchedOffSbom_IsNull() => Assert.Null(ProvenanceArgument.Parse(null, ["type=sbom,disabled=true"]));
}
