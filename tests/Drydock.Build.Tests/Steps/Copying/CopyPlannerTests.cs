using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Testing;

namespace Drydock.Build.Tests.Steps.Copying;

public sealed class CopyPlannerTests : IDisposable
{
    private readonly TempDirectory _lower = new();
    private readonly TempDirectory _source = new();

    public CopyPlannerTests()
    {
        _lower.Write("there/sub/old", "");
        _source.Write("dir/sub/new", "");
        SetMode(_lower["there"], 0b111_101_001);
        SetMode(_source["dir"], 0b111_000_000);
        SetMode(_source["dir/sub"], 0b111_101_000);
    }

    public void Dispose()
    {
        _lower.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void Copy_OfDirectoryOverDirectory_ChangesThoseInsideAndNotTheTop()
    {
        using var lower = RootedDirectory.Open(_lower.Path);
        using var source = new SourceTree(RootedDirectory.Open(_source.Path), IgnoreMatcher.None, keepOwner: false, new FileDigests(null, TimeProvider.System));
        var tree = new DestinationTree(lower, DateTimeOffset.UnixEpoch);
        var planner = new CopyPlanner(tree, "/there", new CopyAttributes(null, null));
        planner.Copy(Assert.Single(new SourceSelector(source, IgnoreMatcher.None, keepParents: false).Select("dir")), keepParents: false);

        var top = tree.Resolve(UnixPath.FromText("there"), out _)!;
        var inside = tree.Resolve(UnixPath.FromText("there/sub"), out _)!;
        Assert.Equal((0b111_101_001, false), ((int)top.Entry.Mode, top.Changed));
        Assert.Equal((0b111_101_000, true), ((int)inside.Entry.Mode, inside.Changed));
        Assert.NotNull(tree.Resolve(UnixPath.FromText("there/sub/old"), out _));
        Assert.NotNull(tree.Resolve(UnixPath.FromText("there/sub/new"), out _));
    }

    private static void SetMode(string path, int mode) => File.SetUnixFileMode(path, (UnixFileMode)mode);
}
