using Drydock.Build.Caching.Sharing;
using Drydock.Cli.Arguments;
using Drydock.Layers.Compression;

namespace Drydock.Cli.Tests.Arguments;

public sealed class CacheArgumentTests
{
    [Theory]
    [InlineData("example.com/cache", SharedCacheKind.Registry, "example.com/cache:latest")]
    [InlineData("type=registry,ref=example.com/cache:1", SharedCacheKind.Registry, "example.com/cache:1")]
    [InlineData("type=local,src=/cache", SharedCacheKind.Local, "/cache:latest")]
    [InlineData("type=local,src=/cache,tag=x", SharedCacheKind.Local, "/cache:x")]
    public void ParseSource_OfEachKind_SaysWhere(string text, SharedCacheKind kind, string name)
    {
        var source = CacheArgument.ParseSource(text);
        Assert.Equal((kind, name), (source.Kind, source.Name));
    }

    [Fact]
    public void ParseTarget_WithAllKeys_HasThem()
    {
        var target = CacheArgument.ParseTarget("type=local,dest=/cache,tag=t,mode=max,compression=zstd,compression-level=7,force-compression=true,ignore-error=false");
        Assert.Equal((SharedCacheKind.Local, "/cache", "t", true, false), (target.Kind, target.Directory, target.Tag, target.IsMax, target.IgnoresErrors));
        Assert.Equal((CompressionKind.Zstd, 7, true), (target.Packing.Compression, target.Packing.Level, target.Packing.Force));
    }

    [Theory]
    [InlineData("type=registry")]
    [InlineData("type=s3")]
    [InlineData("type=local")]
    [InlineData("mode=max,ref=x")]
    [InlineData("type=registry,ref=x,mode=medium")]
    [InlineData("type=registry,ref=x,compression=lz4")]
    [InlineData("type=registry,ref=x,compression-level=10")]
    [InlineData("type=registry,ref=x,compression=zstd,compression-level=0")]
    [InlineData("type=registry,ref=x/UPPER")]
    public void ParseTarget_WhatIsNone_IsRefused(string text) => Assert.Throws<UsageException>(() => CacheArgument.ParseTarget(text));

    [Fact]
    public void ParseSource_Inline_NamesTheWay() =>
        Assert.Contains("type=registry", Assert.Throws<UsageException>(() => CacheArgument.ParseSource("type=inline")).Message, StringComparison.Ordinal);
}
