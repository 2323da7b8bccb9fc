using Drydock.Linux.Files;
using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Runtime;

public sealed class MountTargetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MountTargetsTests()
    {
        Directory.CreateDirectory($"{_folder.Path}/root/etc");
        Directory.CreateDirectory($"{_folder.Path}/dir");
        File.WriteAllText($"{_folder.Path}/root/etc/passwd", "");
        File.WriteAllText($"{_folder.Path}/file", "");
        File.CreateSymbolicLink($"{_folder.Path}/root/link", "/etc/passwd");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dir", "/etc/passwd", "cannot mount a directory on /etc/passwd: a file is there")]
    [InlineData("dir", "/link", "cannot mount a directory on /link: a file is there")]
    [InlineData(null, "/etc/passwd", "cannot mount a directory on /etc/passwd: a file is there")]
    [InlineData("file", "/etc", "cannot mount a file on /etc: a directory is there")]
    [InlineData("file", "/etc/passwd/x", "cannot mount on /etc/passwd/x: the path leads through a file")]
    public void Misfit_OfAnotherKind_SaysWhatIsThere(string? source, string target, string expected) =>
        Assert.Equal(expected, Find(Mount(source, target)));

    [Theory]
    [InlineData("dir", "/etc")]
    [InlineData("file", "/link")]
    [InlineData("file", "/new/file")]
    [InlineData(null, "/new")]
    public void Misfit_OfTheSameKindOrNothing_IsNull(string? source, string target) =>
        Assert.Null(Find(Mount(source, target)));

    // What the image has there is hidden by then.
    [Fact]
    public void Misfit_InsideAnotherMount_IsLeftToTheRuntime() =>
        Assert.Null(Find(Mount("dir", "/etc"), Mount("dir", "/etc/passwd")));

    [Fact]
    public void Misfit_PathThatLeadsOutOfAnotherMount_IsLookedAt() =>
        Assert.Equal("cannot mount a directory on /dev/../etc/passwd: a file is there", Find(Mount("dir", "/dev/../etc/passwd")));

    [Fact]
    public void Places_InsideOfAnotherMount_AreLeftOut()
    {
        using var root = RootedDirectory.Open($"{_folder.Path}/root");
        var places = MountTargets.Find(root, Sandbox(Mount("dir", "/etc"), Mount("file", "/etc/new"), Mount("file", "/link"), Mount("dir", "/new")).Build()).Places;
        Assert.Equal(["proc", "dev", "sys", "etc", "new"], places.Select(place => place.Target.Path.ToString()));
    }

    private SandboxMount Mount(string? source, string target) =>
        new(target, source is null ? null : $"{_folder.Path}/{source}", ReadOnly: true);

    private string? Find(params SandboxMount[] mounts)
    {
        using var root = RootedDirectory.Open($"{_folder.Path}/root");
        return MountTargets.Find(root, Sandbox(mounts).Build()).Misfit;
    }

    private SandboxSpec Sandbox(params SandboxMount[] mounts) =>
        new() { RootPath = $"{_folder.Path}/root", Arguments = ["true"], Environment = [], Mounts = mounts };
}
