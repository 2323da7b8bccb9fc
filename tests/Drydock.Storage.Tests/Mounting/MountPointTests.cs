using Drydock.Layers;
using Drydock.Linux;
using Drydock.Linux.Mounts;
using Drydock.Storage.Mounting;

namespace Drydock.Storage.Tests.Mounting;

/// <summary>Needs root: layers are stacked by overlayfs.</summary>
public sealed class MountPointTests : IDisposable
{
    private static readonly string[] s_points = ["/etc/hosts", "/etc/resolv.conf"];

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void MountWritable_FilesThatNoLayerHas_AreSeenEmptyAndAreNoChange()
    {
        var seen = InRoot([Folder("etc"), Regular("etc/hosts", "mine")], s_points);

        Assert.Equal("mine", seen["etc/hosts"]);
        Assert.Equal("", seen["etc/resolv.conf"]);
        Assert.Equal(["etc/hosts", "etc/resolv.conf"], seen.Keys.Order());
    }

    [Fact]
    public void MountWritable_DirectoryThatNoLayerHas_IsSeenToo() =>
        Assert.Equal(["etc/hosts", "etc/resolv.conf"], InRoot([Regular("program", "")], s_points).Keys.Where(name => name != "program").Order());

    [Fact]
    public void MountWritable_WithoutMountPoints_ShowsTheLayersAlone() =>
        Assert.Equal(["program"], InRoot([Regular("program", "")], null).Keys);

    // What is mounted there is then seen at the end of the link, as without the files.
    [Fact]
    public void MountWritable_LinkInTheirPlace_IsSeen() =>
        Assert.Equal(["etc/passwd", "usr/etc/passwd"], InRoot([Folder("usr"), Folder("usr/etc"), Regular("usr/etc/passwd", "x"), Link("etc", "usr/etc")], s_points).Keys.Order());

    private Dictionary<string, string> InRoot((LayerEntry Entry, byte[] Content)[] entries, string[]? mountPoints)
    {
        string[] layers = [_fixture.AddLayer(entries).Id];
        var directory = Path.Combine(_fixture.Root, "..", "root");
        var work = Directory.CreateDirectory(Path.Combine(directory, "work")).FullName;
        var seen = new Dictionary<string, string>();
        PrivateMounts.Run(() =>
        {
            var mounts = new SnapshotMounts(_fixture.Store);
            using var upper = mounts.CreateUpper(layers, directory);
            using var view = mounts.MountWritable(layers, Path.Combine(directory, "fs"), work, mountPoints);
            foreach (var file in Directory.EnumerateFiles(view.Path, "*", SearchOption.AllDirectories))
            {
                seen.Add(Path.GetRelativePath(view.Path, file), File.ReadAllText(file));
            }
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(directory, "fs")));
        return seen;
    }

    private static (LayerEntry, byte[]) Regular(string path, string content) =>
        (new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Size = content.Length, Mode = 0b110_100_100 }, ByteText.Encode(content));

    private static (LayerEntry, byte[]) Link(string path, string target) =>
        (new() { Path = UnixPath.FromText(path), Type = LayerEntryType.SymbolicLink, LinkTarget = ByteText.Encode(target) }, []);

    private static (LayerEntry, byte[]) Folder(string path) =>
        (new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Directory, Mode = 0b111_101_101 }, []);
}
