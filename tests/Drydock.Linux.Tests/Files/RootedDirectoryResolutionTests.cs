using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

/// <summary>Every test runs with openat2 and with the walk; a canary outside of the root must never be seen.</summary>
public sealed class RootedDirectoryResolutionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _root;

    public RootedDirectoryResolutionTests()
    {
        _folder.File("canary", "HOST");
        _folder.File("outside/secret", "HOST");
        _root = _folder.Directory("root");
        _folder.File("root/etc/file", "inside");
        _folder.File("root/canary", "decoy");
        _folder.Directory("root/a/b/c");
        Link("a/b/up", "../../../../../../canary");
        Link("absolute", "/etc/file");
        Link("host", _folder.Path + "/canary");
        Link("folder", "/a/b");
        Link("loop", "loop");
        Link("ping", "pong");
        Link("pong", "ping");
        Link("dangling", "a/none/deep");
        Link("chain", "folder/../../absolute");
    }

    public static TheoryData<PathResolution> Ways => [PathResolution.Kernel, PathResolution.Walk];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("etc/file", "inside")]
    [InlineData("/etc/file", "inside")]
    [InlineData("../../../../etc/file", "inside")]
    [InlineData("a/../../../etc/file", "inside")]
    [InlineData("absolute", "inside")]
    [InlineData("chain", "inside")]
    [InlineData("a/b/up", "decoy")]
    [InlineData("folder/up", "decoy")]
    [InlineData("folder/c/../up", "decoy")]
    public void ReadAllBytes_SurplusDotsAndLinks_StayInside(string path, string expected)
    {
        foreach (var way in (PathResolution[])[PathResolution.Kernel, PathResolution.Walk])
        {
            using var root = RootedDirectory.Open(_root, way);
            Assert.Equal(expected, ByteText.Decode(root.ReadAllBytes(UnixPath.FromText(path), 100)));
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void ReadAllBytes_LinkToHostPath_IsNotThere(PathResolution way)
    {
        using var root = RootedDirectory.Open(_root, way);
        var failure = Assert.Throws<LinuxException>(() => root.ReadAllBytes(UnixPath.FromText("host"), 100));
        Assert.True(failure.IsNotFound);
        Assert.False(root.TryStat(UnixPath.FromText("host"), out _, followSymlink: true));
        Assert.True(root.TryStat(UnixPath.FromText("host"), out var link));
        Assert.True(link.IsSymbolicLink);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Stat_Loop_IsALoopAndNotAHang(PathResolution way)
    {
        using var root = RootedDirectory.Open(_root, way);
        foreach (var name in new[] { "loop", "ping", "loop/x" })
        {
            Assert.True(Assert.Throws<LinuxException>(() => root.Stat(UnixPath.FromText(name), followSymlink: true)).IsSymbolicLinkLoop);
        }

        Assert.True(root.Stat(UnixPath.FromText("loop")).IsSymbolicLink);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Open_FileAsDirectory_IsRefused(PathResolution way)
    {
        using var root = RootedDirectory.Open(_root, way);
        Assert.Throws<LinuxException>(() => root.OpenSubdirectory(UnixPath.FromText("etc/file")));
        Assert.Throws<LinuxException>(() => root.Stat(UnixPath.FromText("etc/file/..")));
        Assert.False(root.TryStat(UnixPath.FromText("etc/file/x"), out _));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void OpenSubdirectory_IsARootOfItsOwn(PathResolution way)
    {
        using var root = RootedDirectory.Open(_root, way);
        using var etc = root.OpenSubdirectory(UnixPath.FromText("etc"));
        Assert.Equal(way, etc.Resolution);
        Assert.True(etc.TryStat(UnixPath.FromText("../../file"), out _));
        Assert.False(etc.TryStat(UnixPath.FromText("../a"), out _));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void CreateFile_ThroughLinks_StaysInside(PathResolution way)
    {
        using var root = RootedDirectory.Open(_root, way);
        foreach (var (path, lands) in new[] { ("folder/new", "a/b/new"), ("../../new", "new"), ("a/b/../../../x", "x") })
        {
            root.CreateFile(UnixPath.FromText(path), 0b110_100_100).Dispose();
            Assert.True(File.Exists(Path.Combine(_root, lands)), path);
            File.Delete(Path.Combine(_root, lands));
        }

        // A link in the last place is no way out: the name is taken.
        Assert.True(Assert.Throws<LinuxException>(() => root.CreateFile(UnixPath.FromText("host"), 0)).IsExists);
        Assert.Equal("HOST", File.ReadAllText(_folder.Sub("canary")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Stat_ManyLinksInARow_AreBoundedAtForty(PathResolution way)
    {
        for (var i = 0; i < 60; i++)
        {
            Link($"l{i}", i == 0 ? "etc/file" : $"l{i - 1}");
        }

        using var root = RootedDirectory.Open(_root, way);
        Assert.True(root.Stat(UnixPath.FromText("l39"), followSymlink: true).IsRegular);
        Assert.True(Assert.Throws<LinuxException>(() => root.Stat(UnixPath.FromText("l40"), followSymlink: true)).IsSymbolicLinkLoop);
    }

    [Theory]
    [InlineData("absolute", "etc/file", "etc/file")]
    [InlineData("folder/c", "a/b/c", "a/b/c")]
    [InlineData("a/none/deep", "a/none/deep", "a")]
    [InlineData("dangling", "a/none/deep", "a")]
    [InlineData("dangling/more", "a/none/deep/more", "a")]
    [InlineData("none/../etc", "etc", "etc")]
    [InlineData("none/../../absolute", "etc/file", "etc/file")]
    [InlineData("../..", "", "")]
    [InlineData("", "", "")]
    [InlineData("a/b/up", "canary", "canary")]
    [InlineData("./a/./b", "a/b", "a/b")]
    public void Resolve_FollowsAllThatExists(string path, string expected, string existing)
    {
        using var root = RootedDirectory.Open(_root);
        var resolved = root.Resolve(UnixPath.FromText(path));
        Assert.Equal(expected, resolved.Path.ToString());
        Assert.Equal(existing, resolved.Existing.ToString());
        Assert.Equal(expected == existing, resolved.Exists);
    }

    [Fact]
    public void Resolve_WithoutLast_KeepsTheLink()
    {
        using var root = RootedDirectory.Open(_root);
        Assert.Equal("a/b/up", root.Resolve(UnixPath.FromText("folder/up"), followLast: false).Path.ToString());
    }

    [Fact]
    public void Resolve_Loop_Throws()
    {
        using var root = RootedDirectory.Open(_root);
        Assert.True(Assert.Throws<LinuxException>(() => root.Resolve(UnixPath.FromText("loop"))).IsSymbolicLinkLoop);
    }

    [Fact]
    public void Stat_LinkOfProcThatLeadsElsewhere_IsNotFollowed()
    {
        using var proc = RootedDirectory.Open("/proc");
        Assert.Throws<LinuxException>(() => proc.Stat(UnixPath.FromText("self/root/etc"), followSymlink: true));
        using var walked = RootedDirectory.Open("/proc", PathResolution.Walk);
        Assert.False(walked.TryStat(UnixPath.FromText("self/root/etc"), out _, followSymlink: true));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ReadAllBytes_WhileADirectoryIsSwappedForALink_NeverSeesOutside(PathResolution way)
    {
        _folder.File("root/dir/secret", "decoy");
        using var stop = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            using var tree = RootedDirectory.Open(_root);
            UnixPath dir = UnixPath.FromText("dir"), kept = UnixPath.FromText("kept");
            UnixPath[] evils = [UnixPath.FromText("evil"), UnixPath.FromText("evil2")];
            tree.CreateSymlink(evils[0], ByteText.Encode(_folder.Sub("outside")));
            tree.CreateSymlink(evils[1], "../outside"u8);
            while (!stop.IsCancellationRequested)
            {
                foreach (var evil in evils)
                {
                    tree.Rename(dir, kept);
                    tree.Rename(evil, dir);
                    tree.Rename(dir, evil);
                    tree.Rename(kept, dir);
                }
            }
        });
        using var root = RootedDirectory.Open(_root, way);
        var seen = 0;

        // On a busy machine the other thread may rest for all of 3000 tries just while the directory is away.
        for (var i = 0; i < 3000 || (seen == 0 && i < 30_000_000); i++)
        {
            try
            {
                Assert.Equal("decoy", ByteText.Decode(root.ReadAllBytes(UnixPath.FromText("dir/../dir/secret"), 100)));
                seen++;
            }
            catch (LinuxException e)
            {
                Assert.True(e.IsNotFound, e.Message);
            }
        }

        await stop.CancelAsync();
        await swapping;
        Assert.True(seen > 0);
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_root, name), target);
}
