using Drydock.Linux.Mounts;
using Drydock.Linux.Processes;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Mounts;

/// <summary>Needs root, mkfs.erofs, and a kernel that mounts EROFS from files (6.12).</summary>
public sealed class ErofsMountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mount_ImageInAFile_ShowsItReadOnlyWithoutALoopDevice() => PrivateMounts.Run(() =>
    {
        var target = _folder.Directory("target");
        ErofsMount.Mount(Image(), [], target);
        Assert.Equal("content", File.ReadAllText(target + "/a/file"));
        Assert.ThrowsAny<IOException>(() => File.WriteAllText(target + "/new", ""));
        var line = File.ReadLines("/proc/thread-self/mountinfo").Single(line => line.Contains($" {target} ", StringComparison.Ordinal));
        Assert.DoesNotContain("/dev/loop", line, StringComparison.Ordinal);
        Assert.Contains("nodev", line, StringComparison.Ordinal);
    });

    [Fact]
    public void Mount_AsLowerOfAnOverlay_CopiesUp() => PrivateMounts.Run(() =>
    {
        var layer = _folder.Directory("layer");
        ErofsMount.Mount(Image(), [], layer);
        var merged = _folder.Directory("merged");
        OverlayMount.Mount(merged, [layer], _folder.Directory("upper"), _folder.Directory("work"));
        File.AppendAllText(merged + "/a/file", " changed");
        Assert.Equal("content changed", File.ReadAllText(merged + "/a/file"));
        Assert.Equal("content", File.ReadAllText(layer + "/a/file"));
    });

    [Fact]
    public void Mount_WhatIsNoImage_SaysWhatAndWhere() => PrivateMounts.Run(() =>
    {
        var file = _folder.File("no-image", new string('x', 8192));
        var target = _folder.Directory("target");
        Assert.StartsWith($"cannot mount {file} (erofs) on {target}: ", Assert.Throws<LinuxException>(() => ErofsMount.Mount(file, [], target)).Message, StringComparison.Ordinal);
        Assert.Contains("must not hold a comma", Assert.Throws<LinuxException>(() => ErofsMount.Mount(file, ["/a,b"], target)).Message, StringComparison.Ordinal);
    });

    private string Image()
    {
        _folder.File("tree/a/file", "content");
        using var child = ChildProcess.Start(new ChildStart("mkfs.erofs", [_folder.Sub("image"), _folder.Sub("tree")]));
        Assert.True(child.Wait().IsSuccess);
        return _folder.Sub("image");
    }
}
