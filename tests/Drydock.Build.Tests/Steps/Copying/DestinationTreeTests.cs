using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Testing;

namespace Drydock.Build.Tests.Steps.Copying;

public sealed class DestinationTreeTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1000);
    private readonly TempDirectory _directory = new();
    private readonly RootedDirectory _root;
    private readonly DestinationTree _tree;

    public DestinationTreeTests()
    {
        _directory.Write("usr/bin/sh", "#!");
        File.CreateSymbolicLink(_directory["bin"], "usr/bin");
        File.CreateSymbolicLink(_directory["abs"], "/usr");
        File.CreateSymbolicLink(_directory["up"], "../../../usr");
        File.CreateSymbolicLink(_directory["loop"], "loop");
        File.CreateSymbolicLink(_directory["dangling"], "usr/new/place");
        _root = RootedDirectory.Open(_directory.Path);
        _tree = new DestinationTree(_root, s_now);
    }

    public void Dispose()
    {
        _root.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("usr/bin", "usr/bin", true)]
    [InlineData("bin/sh", "usr/bin/sh", true)]
    [InlineData("abs/bin", "usr/bin", true)]
    [InlineData("up/bin", "usr/bin", true)]
    [InlineData("usr/../bin", "usr/bin", true)]
    [InlineData("missing/x", "missing/x", false)]
    [InlineData("dangling", "usr/new/place", false)]
    [InlineData("usr/bin/sh/x", "usr/bin/sh/x", false)]
    public void Resolve_OfPath_FollowsLinksInsideTheRoot(string path, string expected, bool exists)
    {
        var node = _tree.Resolve(UnixPath.FromText(path), out var resolved);
        Assert.Equal((expected, exists), (resolved.ToString(), node is not null));
    }

    [Fact]
    public void Resolve_OfLoop_IsRefused() =>
        Assert.Contains("too many symbolic links", Assert.Throws<StepException>(() => _tree.Resolve(UnixPath.FromText("loop"), out _)).Message, StringComparison.Ordinal);

    [Fact]
    public void MakeDirectories_OfMissing_MakesOnlyThose()
    {
        var made = _tree.MakeDirectories(UnixPath.FromText("usr/share/doc"), e => e with { Uid = 7 });
        Assert.Equal((7u, 1000L, true), (made.Entry.Uid, made.Entry.MtimeSeconds, made.Changed));
        Assert.False(_tree.Resolve(UnixPath.FromText("usr"), out _)!.Changed);
    }

    [Fact]
    public void MakeDirectories_OverFile_IsRefused() =>
        Assert.Contains("/usr/bin/sh is not a directory", Assert.Throws<StepException>(() => _tree.MakeDirectories(UnixPath.FromText("usr/bin/sh/x"), e => e)).Message, StringComparison.Ordinal);

    [Fact]
    public void Put_OverFile_RemembersWhatItReplaces()
    {
        var directory = _tree.Resolve(UnixPath.FromText("usr/bin"), out _)!;
        var node = _tree.Put(directory, new LayerEntry { Path = UnixPath.FromText("usr/bin/sh"), Type = LayerEntryType.Regular, Mode = 0b110_100_100 }, new InlineBytes([1]));
        Assert.True(node.Changed);
        Assert.NotNull(node.Lower);
        Assert.Same(node, _tree.Resolve(UnixPath.FromText("bin/sh"), out _));
    }

    [Fact]
    public void Put_OfFileOverDirectory_HidesWhatWasBelow()
    {
        _tree.Put(_tree.Root, new LayerEntry { Path = UnixPath.FromText("usr"), Type = LayerEntryType.Regular, Mode = 0b110_100_100 }, new InlineBytes([1]));
        Assert.Null(_tree.Resolve(UnixPath.FromText("usr/bin"), out _));
    }

    [Fact]
    public void Resolve_WithoutLower_FindsNothing() =>
        Assert.Null(new DestinationTree(null, s_now).Resolve(UnixPath.FromText("usr"), out _));
}
