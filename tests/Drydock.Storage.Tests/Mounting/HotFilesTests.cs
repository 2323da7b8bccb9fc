using System.Globalization;
using System.Security.Cryptography;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Storage.Mounting;

namespace Drydock.Storage.Tests.Mounting;

/// <summary>Needs root and Linux 6.12: layers are mounted by their indexes, and stacked by overlayfs.</summary>
public sealed class HotFilesTests : IDisposable
{
    private const int Large = 1 << 20;

    private static readonly byte[] s_capability = Convert.FromHexString("0100000200200000000000000000000000000000");

    private readonly StoreFixture _fixture = new();
    private int _roots;

    private LayerStore Layers => _fixture.Store.Layers;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void KeepHotFiles_FilesThatWereRead_AreCopiedAndNothingIsSeenOfIt()
    {
        var layer = AddMixed();
        var before = Execute([layer], Listing, "d/read", "d/linked");

        Assert.Equal(["d", "d/read"], CopiesOf(layer));
        Assert.Contains("d/read Regular 4755 7 8 1048576 1600000000.000000000", before, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexString(s_capability), before, StringComparison.Ordinal);
        Assert.Equal(before, Execute([layer], Listing));
    }

    [Fact]
    public void KeepHotFiles_LayerInWhichNothingWasExecutedBefore_CopiesNothingYet()
    {
        var layer = AddMixed();
        File.Delete(Path.Combine(_fixture.Store.Paths.Layers, layer.Id, "executed"));

        Execute([layer], Listing, "d/read");
        Assert.Empty(Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow()));
        Execute([layer], Listing, "d/read");
        Assert.Equal(["d", "d/read"], CopiesOf(layer));
    }

    [Fact]
    public void KeepHotFiles_NothingNew_AddsNothing()
    {
        var layer = AddMixed();
        Execute([layer], Listing, "d/read");
        Execute([layer], Listing, "d/read");

        Assert.Single(Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow()));
    }

    [Fact]
    public void KeepHotFiles_AnotherFile_GetsAnotherFolder()
    {
        var layer = AddMixed();
        var before = Execute([layer], Listing, "d/read");
        Execute([layer], Listing, "d/read", "d/other");

        var folders = Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow());
        Assert.Equal(["hot-1", "hot-0"], folders.Select(Path.GetFileName));
        Assert.Equal(["other"], Directory.EnumerateFiles(Path.Combine(folders[0], "d")).Select(Path.GetFileName));
        Assert.Equal(before, Execute([layer], Listing));
    }

    [Fact]
    public void MountWritable_HotFilesUnderWhiteoutsAndOpaqueDirectories_StayHidden()
    {
        var below = Add(Regular("d/below", 5), Regular("e/below", 5));
        var layer = AddMixed();
        var above = Add(Dir("e"), Regular("d/.wh.read", 0), Regular("e/.wh..wh..opq", 0));
        var top = Add(Dir("d"), Regular("d/.wh..wh..opq", 0), Regular("d/new", 5));
        Execute([layer], Listing, "d/read", "e/read");
        Assert.Equal(["d", "d/read", "e", "e/read"], CopiesOf(layer));

        // The layer's own mark hides e of what is below, that of the next one e of the layer itself.
        Assert.Equal(["d/below", "d/link", "d/linked", "d/other", "d/read", "e/read"], FilesIn(below, layer));
        Assert.Equal(["d/below", "d/link", "d/linked", "d/other"], FilesIn(below, layer, above));
        Assert.Equal(["d/new"], FilesIn(below, layer, above, top));
        Assert.Equal(["d/below", "d/link", "d/linked", "d/other", "d/read", "e/below", "e/read"], FilesIn(layer, below));
    }

    [Fact]
    public void MountWritable_WrittenAndRemoved_LeavesTheCopiesAsTheyAre()
    {
        var layer = AddMixed();
        var before = Execute([layer], Listing, "d/read", "d/other");
        Execute([layer], root =>
        {
            File.AppendAllText($"{root}/d/read", "more");
            File.Delete($"{root}/d/other");
            Assert.Equal(Large + 4, new FileInfo($"{root}/d/read").Length);
            return Assert.Single(Directory.GetFiles($"{root}/d", "o*").Append("none"));
        });

        Assert.Equal(before, Execute([layer], Listing));
    }

    [Fact]
    public void KeepHotFiles_PathThroughALinkOfTheLayer_IsLeftOut()
    {
        var secret = Path.Combine(_fixture.Root, "..", "secret");
        Directory.CreateDirectory(secret);
        File.WriteAllBytes(Path.Combine(secret, "read"), new byte[Large]);
        var link = new LayerEntry { Path = UnixPath.FromText("d"), Type = LayerEntryType.SymbolicLink, Mode = 0x1FF, LinkTarget = ByteText.Encode(Path.GetFullPath(secret)) };
        var late = new LayerEntry { Path = UnixPath.FromText("e"), Type = LayerEntryType.SymbolicLink, Mode = 0x1FF, LinkTarget = ByteText.Encode(Path.GetFullPath(secret)) };
        var layer = Add(link, Regular("d/read", Large), Regular("e", Large), late, Regular("f", Large));

        Execute([layer], Listing, "f");

        Assert.Equal(["f"], CopiesOf(layer));
    }

    [Fact]
    public void FindHot_MadeShortlyBeforeTheMachineStopped_IsRemoved()
    {
        var layer = AddMixed();
        Execute([layer], Listing, "d/read");
        File.WriteAllText(Path.Combine(_fixture.Store.Paths.Layers, layer.Id, "hot-0-in"), "another boot");

        Assert.Empty(Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow()));
        Assert.False(Directory.Exists(Path.Combine(_fixture.Store.Paths.Layers, layer.Id, "hot-0")));
        Execute([layer], Listing, "d/read");
        Assert.Single(Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow()));
    }

    [Fact]
    public void AdoptHot_TwoProcessesAtOnce_KeepsTheFirst()
    {
        var layer = AddMixed();
        foreach (var name in new[] { "first", "second" })
        {
            var made = _fixture.Store.Temp.NewDirectory("hot");
            File.WriteAllText(Path.Combine(made, name), name);
            Layers.AdoptHot(layer.Id, [], made);
        }

        Assert.Equal(["first"], CopiesOf(layer));
        Assert.False(_fixture.Store.Temp.HasEntries());
    }

    [Fact]
    public void AdoptIndex_AnotherIndex_RemovesWhatWasCopied()
    {
        var layer = AddMixed();
        Execute([layer], Listing, "d/read");
        var copy = Path.Combine(_fixture.Root, "tmp", "index");
        File.Copy(Layers.IndexOf(layer.Id), copy);

        Layers.AdoptIndex(layer.Id, copy);

        Assert.Empty(Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData(499, 500)]
    [InlineData(500, 500)]
    public void WithHotFiles_LongChain_IsNotLongerThanOverlayfsTakes(int lowers, int raised)
    {
        var layer = AddMixed();
        Layers.AdoptHot(layer.Id, [], _fixture.Store.Temp.NewDirectory("hot"));
        var indexed = new IndexedLayers(_fixture.Store);
        indexed.Add(layer.Id, "5");

        var stacked = indexed.WithHotFiles([.. Enumerable.Range(1, lowers).Select(n => n.ToString(CultureInfo.InvariantCulture))]);

        Assert.Equal(raised, stacked.Count);
        Assert.Equal(raised > lowers ? Path.Combine(_fixture.Store.Paths.Layers, layer.Id, "hot-0") : "5", stacked[4]);
    }

    [Fact]
    public void Delete_Layer_TakesTheCopiesAlongAndSizeOfCountsThem()
    {
        var layer = AddMixed();
        Execute([layer], Listing, "d/read");

        Assert.InRange(Layers.SizeOf(layer.Id), Large, 2 * Large);
        Layers.Delete(layer.Id);
        Assert.False(Directory.Exists(Path.Combine(_fixture.Store.Paths.Layers, layer.Id)));
    }

    private static LayerEntry Dir(string path) =>
        new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Directory, Mode = 0x5F8, Uid = 5, Gid = 6, MtimeSeconds = 1_500_000_000 };

    private static LayerEntry Regular(string path, int size) =>
        new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Size = size, Mode = 0x9ED, Uid = 7, Gid = 8, MtimeSeconds = 1_600_000_000 };

    // e hides what lower layers have in it.
    private LayerRecord AddMixed()
    {
        var labelled = Dir("d") with { Xattrs = XattrSet.Create([new Xattr("user.name"u8.ToArray(), [1, 2])]) };
        var capable = Regular("d/read", Large) with { Xattrs = XattrSet.Create([new Xattr("security.capability"u8.ToArray(), s_capability)]) };
        var link = new LayerEntry { Path = UnixPath.FromText("d/link"), Type = LayerEntryType.HardLink, LinkTarget = ByteText.Encode("d/linked") };
        return Add(
            labelled, Regular("d/linked", Large), link, Regular("d/other", Large), capable,
            Dir("e"), Regular("e/.wh..wh..opq", 0), Regular("e/read", Large));
    }

    private LayerRecord Add(params LayerEntry[] entries)
    {
        var layer = _fixture.AddLayer(entries.Select(entry => (entry, ContentOf(entry))));
        Layers.NoteExecution(layer.Id);
        return layer;
    }

    private static byte[] ContentOf(LayerEntry entry)
    {
        var content = new byte[entry.Type == LayerEntryType.Regular ? entry.Size : 0];
        new Random(entry.Path.ToString().Length).NextBytes(content);
        return content;
    }

    /// <summary>Does in a process's place what a RUN does: looks at a writable root, then reads some of its files, then the process ends.</summary>
    private string Execute(IReadOnlyList<LayerRecord> layers, Func<string, string> look, params string[] read)
    {
        var seen = "";
        PrivateMounts.Run(() =>
        {
            // A root is looked at in a mount of its own: what that reads is not what counts.
            seen = InRoot(new SnapshotMounts(_fixture.Store), layers, look);
        });
        PrivateMounts.Run(() =>
        {
            var mounts = new SnapshotMounts(_fixture.Store);
            InRoot(mounts, layers, root => string.Concat(read.Select(name => File.ReadAllBytes($"{root}/{name}").Length)));
            mounts.KeepHotFiles(CancellationToken.None);
        });
        return seen;
    }

    private string InRoot(SnapshotMounts mounts, IReadOnlyList<LayerRecord> layers, Func<string, string> look)
    {
        string[] ids = [.. layers.Select(layer => layer.Id)];
        var directory = Path.Combine(_fixture.Root, "..", $"root-{_roots++}");
        var work = Directory.CreateDirectory(Path.Combine(directory, "work")).FullName;
        using (mounts.CreateUpper(ids, directory))
        {
            using var view = mounts.MountWritable(ids, Path.Combine(directory, "fs"), work);
            return look(view.Path);
        }
    }

    private string[] FilesIn(params LayerRecord[] layers) =>
        [.. Execute(layers, root => string.Join('\n', Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal))).Split('\n')];

    private IEnumerable<string> CopiesOf(LayerRecord layer)
    {
        var folder = Assert.Single(Layers.FindHot(layer.Id, _fixture.Time.GetUtcNow()));
        return Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);
    }

    private static string Listing(string path)
    {
        using var root = RootedDirectory.Open(path);
        var lines = new List<string>();
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            var file = TreeEntries.Describe(root, entry.Path)!;
            var xattrs = string.Join(',', file.Xattrs.Select(x => $"{System.Text.Encoding.UTF8.GetString(x.Name)}={Convert.ToHexString(x.Value)}"));
            var content = file.Type == LayerEntryType.Regular ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes($"{path}/{entry.Path}"))) : "";
            var links = entry.Status.IsDirectory ? 0 : entry.Status.LinkCount;
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Path} {file.Type} {Convert.ToString(file.Mode, 8)} {file.Uid} {file.Gid} {file.Size} {file.MtimeSeconds}.{file.MtimeNanoseconds:D9} {links} {xattrs} {content}"));
            return WalkAction.Continue;
        });
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
