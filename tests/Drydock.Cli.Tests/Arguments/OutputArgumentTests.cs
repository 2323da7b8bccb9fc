using Drydock.Cli.Arguments;

namespace Drydock.Cli.Tests.Arguments;

public sealed class OutputArgumentTests
{
    [Theory]
    [InlineData("compression=gzp", "invalid compression \"gzp\"", "did you mean \"gzip\"?")]
    [InlineData("compression=lzma", "invalid compression \"lzma\"", "the compressions are gzip, zstd, uncompressed")]
    [InlineData("compression=estargz", "\"estargz\"", "not available")]
    [InlineData("compression-level=10", "invalid compression-level 10", "gzip has 0 to 9")]
    [InlineData("compression=zstd,compression-level=0", "invalid compression-level 0", "zstd 1 to 22")]
    [InlineData("compression=uncompressed,compression-level=1", "invalid compression-level 1", "uncompressed none")]
    [InlineData("compression-level=best", "invalid compression-level \"best\"", "a number expected")]
    public void Parse_CompressionThatThereIsNot_SaysWhatThereIs(string fields, string what, string hint)
    {
        var error = Assert.Throws<UsageException>(() => OutputArgument.Parse("type=oci,dest=x.tar," + fields));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compression-level=0", "gzip", 0)]
    [InlineData("compression-level=9", "gzip", 9)]
    [InlineData("compression-level=22,compression=zstd", "zstd", 22)]
    public void Parse_LevelOfTheCompression_IsTaken(string fields, string compression, int level)
    {
        var spec = OutputArgument.Parse("type=oci,dest=x.tar,force-compression=true," + fields);
        Assert.Equal((compression, (int?)level, true), (spec.Compression, spec.CompressionLevel, spec.ForceCompression));
    }
}
