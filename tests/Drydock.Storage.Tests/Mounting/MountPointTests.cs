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
        var seen = InRoot([Directory("etc"), File("etc/hosts", "mine")], s_points);

        Assert.Equal("mine", seen["etc/hosts"]);
        Assert.Equal("", seen["etc/resolv.conf"]);
        Assert.Equal(["etc/hosts", "etc/resolv.conf"], seen.Keys.Order());
    }

    [Fact]
    public void MountWritable_DirectoryThatNoLayerHas_IsSeenToo() =>
        Assert.Equal(["etc/hosts", "etc/resolv.conf"], InRoot([File("program", "")], s_points).Keys.Where(name => name != "program").Order());

    [Fact]
    public void MountWritable_WithoutMountPoints_ShowsTheLayersAlone() =>
        Assert.Equal(["program"], InRoot([File("program", "")], null).Keys);

    // What is mounted there is then seen at the end of the link, as without the files.
    [Fact]
    public void MountWritable_LinkInTheirPlace_IsSeen() =>
        Assert.Equal(["etc/passwd", "usr/etc/passwd"], InRoot([Directory("usr"), Directory("usr/etc"), File("usr/etc/passwd", "x"), Link("etc", "usr/etc")], s_points).Keys.Order());

    private Dictionary<string, string> InRoot((LayerEntry Entry, string Content)[] entries, string[]? mountPoints)
    {
        string[] layers = [Add(entries)];
        var directory = Path.Combine(_fixture.Root, "..", "root");
        var work = System.IO.Directory.CreateDirectory(Path.Combine(directory, "work")).FullName;
        var seen = new Dictionary<string, string>();
        PrivateMounts.Run(() =>
        {
            var mounts = new SnapshotMounts(_fixture.Store);
            using var upper = mounts.CreateUpper(layers, directory);
            using var view = mounts.MountWritable(layers, Path.Combine(directory, "fs"), work, mountPoints);
            foreach (var file in System.IO.Directory.EnumerateFiles(view.Path, "*", SearchOption.AllDirectories))
            {
                seen.Add(Path.GetRelativePath(view.Path, file), System.IO.File.ReadAllText(file));
            }
        });
        Assert.Empty(System.IO.Directory.EnumerateFileSystemEntries(Path.Combine(directory, "fs")));
        return seen;
    }

    private string Add((LayerEntry Entry, string Content)[] entries)
    {
        using var draft = _fixture.Store.NewLayer();
        using var writer = draft.OpenWriter();
        foreach (var (entry, content) in entries)
        {
            writer.Add(entry, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)));
        }

        return draft.Commit(writer.Complete()).Id;
    }

    private static (LayerEntry, string) File(string path, string content) =>
        (new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Size = content.Length, Mode = 0b110_100_100 }, content);

    private static (LayerEntry, string) Link(string path, string target) =>
        (new() { Path = UnixPath.FromText(path), Type = LayerEntryType.SymbolicLink, LinkTarget = ByteText.Encode(target) }, "");

    private static (LayerEntry, string) Directory(string path) =>
        (new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Directory, Mode = 0b111_101_101 }, "");
}
