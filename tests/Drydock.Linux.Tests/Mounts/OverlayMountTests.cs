using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Mounts;

/// <summary>Needs root, and a temporary folder that overlayfs takes (not itself an overlay).</summary>
public sealed class OverlayMountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(128)]
    [InlineData(OverlayMount.MaximumLowers)]
    public void Mount_ManyLowers_TopmostWins(int count) => MountNamespace.Run(() =>
    {
        var lowers = Lowers(count);
        var target = Writable(lowers, new OverlayOptions());
        Assert.Equal($"{count - 1}", File.ReadAllText(target + "/shared"));
        Assert.Equal(count + 1, Directory.GetFiles(target).Length);
        File.WriteAllText(target + "/shared", "changed");
        File.Delete(target + "/only-0");
        Assert.Equal("changed", File.ReadAllText(_folder.Sub("upper/shared")));
        using var upper = RootedDirectory.Open(_folder.Sub("upper"));
        Assert.True(upper.Stat(UnixPath.FromText("only-0")).IsWhiteout);
        Assert.Equal($"{count - 1}", File.ReadAllText(lowers[0] + "/shared"));
    });

    [Fact]
    public void Mount_OneTooMany_IsRefused() => MountNamespace.Run(() =>
        Assert.Throws<LinuxException>(() => Writable(Lowers(OverlayMount.MaximumLowers + 1), new OverlayOptions())));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Mount_WithoutUpper_IsReadOnly(int count) => MountNamespace.Run(() =>
    {
        var target = _folder.Directory("merged");
        OverlayMount.Mount(target, Lowers(count));
        Assert.Equal($"{count - 1}", File.ReadAllText(target + "/shared"));
        Assert.ThrowsAny<IOException>(() => File.WriteAllText(target + "/new", ""));
    });

    [Fact]
    public void Mount_PathsWithSeparatorsOrTooLong_Work() => MountNamespace.Run(() =>
    {
        var odd = _folder.Directory("a:b,c\\d");
        var deep = _folder.Directory(string.Join('/', Enumerable.Repeat(new string('x', 100), 4)));
        File.WriteAllText(odd + "/odd", "");
        File.WriteAllText(deep + "/deep", "");
        var target = Writable([odd, deep], new OverlayOptions());
        Assert.True(File.Exists(target + "/odd") && File.Exists(target + "/deep"));
        Mount.Unmount(target);

        Directory.Delete(_folder.Sub("work"), recursive: true);
        OverlayMount.MountByString(target, [odd, deep], _folder.Sub("upper"), _folder.Directory("work"), new OverlayOptions());
        Assert.True(File.Exists(target + "/odd") && File.Exists(target + "/deep"));
    });

    [Fact]
    public void Mount_Options_AreInForce() => MountNamespace.Run(() =>
    {
        var target = Writable(Lowers(2), new OverlayOptions());
        var line = File.ReadLines("/proc/thread-self/mountinfo").Single(line => line.Contains($" {target} ", StringComparison.Ordinal));
        Assert.All(["nodev", "redirect_dir=nofollow", "volatile"], option => Assert.Contains(option, line, StringComparison.Ordinal));
        Assert.DoesNotContain("metacopy=on", line, StringComparison.Ordinal);
        Assert.DoesNotContain("index=on", line, StringComparison.Ordinal);
    });

    [Fact]
    public void Mount_DeviceInALayer_CannotBeOpened() => MountNamespace.Run(() =>
    {
        var lower = _folder.Directory("lower");
        using (var tree = RootedDirectory.Open(lower))
        {
            tree.CreateNode(UnixPath.FromText("null"), FileType.CharacterDevice, 0b110_110_110, 1, 3);
        }

        var target = Writable([lower], new OverlayOptions());
        Assert.Throws<UnauthorizedAccessException>(() => File.OpenRead(target + "/null"));
        Mount.Unmount(target);
        Directory.Delete(_folder.Sub("work"), recursive: true);
        _folder.Directory("work");
        OverlayMount.Mount(target, [lower], _folder.Sub("upper"), _folder.Sub("work"), new OverlayOptions { Mount = MountOptions.None });
        File.OpenRead(target + "/null").Dispose();
    });

    [Fact]
    public void Mount_RedirectInALayer_IsNotFollowed() => MountNamespace.Run(() =>
    {
        _folder.File("bottom/secret/file", "redirected");
        var top = _folder.Directory("top");
        using (var tree = RootedDirectory.Open(top))
        {
            tree.CreateDirectory(UnixPath.FromText("shown"), 0b111_101_101);
            tree.SetXattr(UnixPath.FromText("shown"), "trusted.overlay.redirect"u8, "/secret"u8);
        }

        var target = Writable([top, _folder.Sub("bottom")], new OverlayOptions());
        string[] seen = [];
        try
        {
            seen = Directory.GetFileSystemEntries(target + "/shown");
        }
        catch (UnauthorizedAccessException)
        {
            // That is how overlayfs says no.
        }

        Assert.Empty(seen);
    });

    [Fact]
    public void Mount_LayerThatIsNotThere_IsNamed() => MountNamespace.Run(() =>
    {
        var failure = Assert.Throws<LinuxException>(() => Writable([_folder.Directory("ok"), _folder.Sub("gone")], new OverlayOptions()));
        Assert.Contains("cannot mount overlay of 2 layers on ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Sub("gone"), failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsNotFound);
    });

    [Fact]
    public void WhyNoOverlay_TellsWhatWorks() => MountNamespace.Run(() =>
    {
        Assert.Null(MountProbe.WhyNoOverlay(_folder.Path));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        // An overlay is no place for an upper directory.
        var target = Writable(Lowers(1), new OverlayOptions());
        Assert.NotNull(MountProbe.WhyNoOverlay(target));
        Assert.Equal(2, Directory.GetFileSystemEntries(target).Length);
    });

    private string[] Lowers(int count) => [.. Enumerable.Range(0, count).Select(number =>
    {
        var folder = _folder.Directory($"l{number}");
        File.WriteAllText(folder + "/shared", $"{number}");
        File.WriteAllText(folder + $"/only-{number}", "");
        return folder;
    }).Reverse()];

    private string Writable(IReadOnlyList<string> lowers, OverlayOptions options)
    {
        var target = _folder.Directory("merged");
        OverlayMount.Mount(target, lowers, _folder.Directory("upper"), _folder.Directory("work"), options);
        return target;
    }
}
