using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Runtime;

/// <summary>Needs root, crun, runc and busybox-static.</summary>
public sealed class MountPointStubsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public void Remove_AfterACommandThatChangesNothing_LeavesNothing(string runtime) => PrivateMounts.Run(() =>
    {
        var sandbox = new BusyboxSandbox(_folder, runtime).Mounted();
        var before = new DirectoryInfo(sandbox.Root).LastWriteTimeUtc;
        Assert.Equal("made\n", Run(sandbox, "echo made").Output);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(sandbox.Upper), path => !path.EndsWith("/etc", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(sandbox.Upper + "/etc"));
        Assert.Equal(before, new DirectoryInfo(sandbox.Root).LastWriteTimeUtc);
        Assert.Equal(new DirectoryInfo(sandbox.Base + "/etc").LastWriteTimeUtc, new DirectoryInfo(sandbox.Root + "/etc").LastWriteTimeUtc);
    });

    [Fact]
    public void Remove_WhatTheCommandMade_Stays() => PrivateMounts.Run(() =>
    {
        var sandbox = new BusyboxSandbox(_folder).Mounted();
        Run(sandbox, "mkdir /mine; echo x >/mnt/mine; touch /etc/mine");
        Assert.True(Directory.Exists(sandbox.Upper + "/mine"));
        Assert.True(File.Exists(sandbox.Upper + "/mnt/mine"));
        Assert.True(File.Exists(sandbox.Upper + "/etc/mine"));
        Assert.False(Path.Exists(sandbox.Upper + "/mnt/point"));
        Assert.False(Path.Exists(sandbox.Upper + "/proc"));
    });

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public void Remove_DirectoryAboveAMountThatIsUsed_StaysWithAnOrdinaryMode(string runtime) => PrivateMounts.Run(() =>
    {
        var sandbox = new BusyboxSandbox(_folder, runtime).Mounted();
        Run(sandbox, "touch /mnt/point/mine");
        Assert.True(File.Exists(sandbox.Upper + "/mnt/point/mine"));
        Assert.False(Path.Exists(sandbox.Upper + "/mnt/point/deep"));
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(sandbox.Upper + "/mnt/point"));
    });

    [Fact]
    public void Remove_ParentReplacedByALink_TouchesNothingElse_CVE_2024_23652()
    {
        var root = _folder.Directory("root");
        _folder.Directory("root/canary/stub");
        _folder.Directory("outside/stub");
        using var tree = RootedDirectory.Open(root);
        var stubs = MountPointStubs.Make(tree, [Place(tree, "/mnt/stub"), Place(tree, "/far/stub")]);
        Directory.Delete(root + "/mnt", recursive: true);
        Directory.Delete(root + "/far", recursive: true);
        File.CreateSymbolicLink(root + "/mnt", "canary");
        File.CreateSymbolicLink(root + "/far", _folder.Sub("outside"));
        stubs.Remove(tree);
        Assert.True(Directory.Exists(root + "/canary/stub"));
        Assert.True(Directory.Exists(_folder.Sub("outside/stub")));
        Assert.True(Path.Exists(root + "/mnt"));
    }

    // Only what serves to mount on is to leave no trace.
    [Fact]
    public void Remove_DirectoryThatTheCommandChanged_KeepsTheTimeOfThat()
    {
        var root = _folder.Directory("root");
        _folder.Directory("root/etc");
        using var tree = RootedDirectory.Open(root);
        tree.SetTimes(UnixPath.FromText("etc"), new UnixTime(1_000_000_000, 5));
        var stubs = MountPointStubs.Make(tree, [Place(tree, "/etc/hosts", isDirectory: false)]);
        Assert.True(File.Exists(root + "/etc/hosts"));
        Assert.Equal(new UnixTime(1_000_000_000, 5), tree.Stat(UnixPath.FromText("etc")).ModifiedTime);

        tree.SetTimes(UnixPath.FromText("etc"), new UnixTime(1_100_000_000, 6));
        stubs.Remove(tree);
        Assert.False(File.Exists(root + "/etc/hosts"));
        Assert.Equal(new UnixTime(1_100_000_000, 6), tree.Stat(UnixPath.FromText("etc")).ModifiedTime);
    }

    private static MountPlace Place(RootedDirectory tree, string path, bool isDirectory = true) => new(tree.Resolve(UnixPath.FromText(path)), isDirectory);

    private (Drydock.Linux.Processes.ChildExit Exit, string Output) Run(BusyboxSandbox sandbox, string script)
    {
        var spec = sandbox.Spec(script) with
        {
            Files = SandboxFiles.Write(_folder.Directory("files"), "x"),
            Mounts = [new SandboxMount("/mnt/point/deep", null, ReadOnly: false)],
        };
        using var root = RootedDirectory.Open(sandbox.Root);
        var stubs = MountPointStubs.Make(root, MountTargets.Find(root, spec.Build()).Places);
        var result = sandbox.Run(spec);
        stubs.Remove(root);
        return result;
    }
}
