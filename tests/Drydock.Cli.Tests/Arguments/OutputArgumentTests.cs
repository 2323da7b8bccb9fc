using Drydock.Build.Exporting;
using Drydock.Cli.Arguments;
using Drydock.Layers.Compression;

namespace Drydock.Cli.Tests.Arguments;

public sealed class OutputArgumentTests
{
    [Theory]
    [InlineData("type=image", true, false, true)]
    [InlineData("type=image,push=true", true, true, true)]
    [InlineData("type=image,push=true,store=false", false, true, false)]
    [InlineData("type=registry", false, true, false)]
    [InlineData("type=registry,store=true", true, true, true)]
    public void Parse_AnImage_SaysWhereItGoesAndWhetherLayersAreNeeded(string text, bool store, bool push, bool needsLayers)
    {
        var spec = OutputArgument.Parse(text);
        Assert.Equal((OutputKind.Image, store, push, needsLayers), (spec.Kind, spec.Store, spec.Push, spec.NeedsLayers));
    }

    [Fact]
    public void Parse_QuotedNames_GivesAll() => Assert.Equal(["a", "b"], OutputArgument.Parse("type=registry,\"name=a,b\"").Names);

    [Theory]
    [InlineData("type=oci,push=true")]
    [InlineData("type=image,push-by-digest=true")]
    [InlineData("type=registry,registry.insecure=true")]
    [InlineData("type=image,annotation=x")]
    public void Parse_WhatDoesNotFit_IsRefused(string text) => Assert.Throws<UsageException>(() => OutputArgument.Parse(text));

    [Theory]
    [InlineData("compression=gzp", "invalid compression \"gzp\"", "did you mean gzip?")]
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
    [InlineData("compression-level=0", CompressionKind.Gzip, 0)]
    [InlineData("compression-level=9", CompressionKind.Gzip, 9)]
    [InlineData("compression-level=22,compression=zstd", CompressionKind.Zstd, 22)]
    public void Parse_LevelOfTheCompression_IsTaken(string fields, CompressionKind compression, int level)
    {
        var packing = OutputArgument.Parse("type=oci,dest=x.tar,force-compression=true," + fields).Packing;
        Assert.Equal((compression, (int?)level, true), (packing.Compression, packing.Level, packing.Force));
    }
}
