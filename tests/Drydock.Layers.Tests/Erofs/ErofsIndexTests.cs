using Drydock.Layers.Apply;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tests.Support;
using Drydock.Linux;
using Drydock.Oci;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Erofs;

/// <summary>Needs root and Linux 6.12: every image is mounted by the kernel itself.</summary>
public sealed class ErofsIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Write_AnyTree_MountShowsWhatExtractionAndGnuTarShow(int seed)
    {
        using var scratch = new Scratch();
        var tar = new RandomTree(seed, files: 40 * seed).Tar();
        var mounted = Mount(scratch, tar);

        Extract(tar, scratch.Make("ours"));
        File.WriteAllBytes(scratch["t.tar"], tar);
        scratch.Make("gnu");
        Tool.Run("tar", "-xpf", scratch["t.tar"], "-C", scratch["gnu"], "--numeric-owner", "--xattrs", "--xattrs-include=*", "--delay-directory-restore");

        var expected = TreeListing.Of(scratch["gnu"]);
        Assert.Equal(expected, TreeListing.Of(scratch["ours"]));
        Assert.Equal(expected, TreeListing.Of(mounted));
    }

    [Fact]
    public void Write_WhiteoutsAndOpaque_OverlayHonoursThem()
    {
        using var scratch = new Scratch();
        Extract(TarOf(Dir("d"), Regular("d/old", 5), Regular("gone", 3), Dir("replaced"), Regular("replaced/x", 4), Regular("kept", 2)), scratch.Make("base"));
        var layer = TarOf(Dir("d"), Whiteout("d/.wh..wh..opq"), Regular("d/new", 6), Whiteout(".wh.gone"), Dir("replaced"), Whiteout(".wh.replaced"), Regular("replaced/y", 1));

        var merged = scratch.MountOverlay("merged", [Mount(scratch, layer), scratch["base"]]);
        Assert.Equal(["d", "d/new", "kept", "replaced", "replaced/y"], Paths(merged));

        Extract(layer, scratch.Make("extracted"));
        var extracted = scratch.MountOverlay("merged2", [scratch["extracted"], scratch["base"]]);
        Assert.Equal(TreeListing.Of(extracted, rootTime: false), TreeListing.Of(merged, rootTime: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_FileThatReplacesAnEntryBehindManyFiles_IsThere(bool replacesDirectory)
    {
        using var scratch = new Scratch();
        var tar = TarOf([
            Dir("d"), replacesDirectory ? Dir("d/a") : Link("d/a", "elsewhere"), .. Enumerable.Range(0, 300).Select(i => Regular($"d/b{i:D3}", 1)),
            Regular("d/a", 2), .. Enumerable.Range(0, 300).Select(i => Regular($"d/c{i:D3}", 1))]);
        var mounted = Mount(scratch, tar);
        Extract(tar, scratch.Make("ours"));
        Assert.Equal(602, Paths(mounted).Length);
        Assert.Equal(TreeListing.Of(scratch["ours"], rootTime: false), TreeListing.Of(mounted, rootTime: false));
    }

    [Fact]
    public void Write_OverlayOnTop_CopyUpKeepsAttributes()
    {
        using var scratch = new Scratch();
        var capability = Convert.FromHexString("0100000200200000000000000000000000000000");
        var tar = TarOf(
            Dir("bin"),
            Regular("bin/ping", 700, 0x9ED) with { Uid = 7, Gid = 8, Xattrs = XattrSet.Create([new Xattr("security.capability"u8.ToArray(), capability), new Xattr("user.n"u8.ToArray(), [1, 2, 0])]) });
        var merged = scratch.MountOverlay("merged", [Mount(scratch, tar)], scratch["upper"]);
        var before = TreeListing.Of(merged);
        Tool.Run("chmod", "4755", merged + "/bin/ping");
        Assert.Contains("security.capability=" + Convert.ToHexStringLower(capability), before, StringComparison.Ordinal);
        Assert.Equal(before, TreeListing.Of(merged));
        Assert.True(File.Exists(scratch["upper/bin/ping"]));
    }

    [Fact]
    public void Write_FileOver4GiB_ReadsItsEnd()
    {
        using var scratch = new Scratch();
        const long size = (5L << 30) + 3;
        const long offset = 1024;
        using (var file = File.Create(scratch["t.tar"]))
        {
            file.SetLength(offset + size + 4096);
            file.Position = offset + size - 3;
            file.Write("end"u8);
        }

        var index = new ErofsIndexBuilder();
        index.Add(Regular("big") with { Size = size }, offset);
        WriteIndex(index, scratch["index"], offset + size + 4096);
        using var big = File.OpenRead(scratch.MountErofs(scratch["index"], scratch["t.tar"], "mnt") + "/big");
        Assert.Equal(size, big.Length);
        big.Position = size - 4;
        var end = new byte[8];
        Assert.Equal(4, big.ReadAtLeast(end, 8, throwOnEndOfStream: false));
        Assert.Equal([0, (byte)'e', (byte)'n', (byte)'d'], end[..4]);
    }

    [Fact]
    public void Write_LargeDirectory_EveryNameIsFound()
    {
        using var scratch = new Scratch();
        var entries = Enumerable.Range(0, 3000).Select(i => Regular($"d/{i:x}{new string('n', i % 250)}", i % 3)).ToArray();
        var mounted = Mount(scratch, TarOf(entries));
        foreach (var entry in entries)
        {
            Assert.Equal(entry.Size, new FileInfo(mounted + "/" + entry.Path).Length);
        }

        Assert.Equal(3000, Directory.GetFiles(mounted + "/d").Length);
    }

    [Fact]
    public void Write_ManyFilesInOrder_SameBytesAsInAnyOrder()
    {
        // Files in order are packed a few hundred at a time; names behind their turn bring them back.
        LayerEntry[] files = [.. Enumerable.Range(0, 1500).Select(i => Regular($"d/f{i:d4}") with { Uid = (uint)i * 1_000_000, MtimeSeconds = -i, Mode = i % 512, Size = i })];
        LayerEntry[] others = [Dir("d/f0500s"), Regular("d/f0500s/x"), Link("d/f0700l", "x"), Regular("d/.wh.gone"), Dir("e"), Regular("e/z")];
        LayerEntry[] entries = [.. files.Concat(others).OrderBy(e => e.Path.ToString(), StringComparer.Ordinal)];
        var inOrder = Index(entries);
        Array.Reverse(entries);
        Assert.Equal(inOrder, Index(entries));
        Assert.Equal(inOrder, Index([.. files.Where((_, i) => i % 2 == 0), .. others, .. files.Where((_, i) => i % 2 == 1)]));

        static byte[] Index(LayerEntry[] entries)
        {
            var index = new ErofsIndexBuilder();
            foreach (var entry in entries)
            {
                index.Add(entry, 512 * (entry.Size + 1));
            }

            using var image = new MemoryStream();
            index.Write(image, 1 << 20);
            return image.ToArray();
        }
    }

    [Fact]
    public void Write_ManyFilesThenLinkToReplacedAndDeletedOnes_SameAsExtracted()
    {
        using var scratch = new Scratch();
        LayerEntry[] files = [.. Enumerable.Range(0, 600).Select(i => Regular($"d/f{i:d4}", 1 + i))];
        LayerEntry[] later =
        [
            Regular("l") with { Type = LayerEntryType.HardLink, LinkTarget = "d/f0003"u8.ToArray() },
            Regular("d/f0004", 9),
            Regular("d/.wh.f0005"),
            Dir("d/f0006"),
            Regular("d/f0006/x", 2),
            Regular("d/g", 3),
        ];
        var mounted = Mount(scratch, TarOf([.. files, .. later]));
        Assert.Equal(4, new FileInfo(mounted + "/l").Length);
        Assert.Equal("2\n"u8.ToArray(), Tool.Run("stat", "-c", "%h", mounted + "/d/f0003"));
        Assert.Equal(9, new FileInfo(mounted + "/d/f0004").Length);
        Assert.Equal(6, new FileInfo(mounted + "/d/f0005").Length);
        Assert.Equal(2, new FileInfo(mounted + "/d/f0006/x").Length);
        Assert.Equal(601, Directory.GetFileSystemEntries(mounted + "/d").Length);
    }

    [Fact]
    public void Write_Twice_SameBytes()
    {
        var tar = new RandomTree(11).Tar();
        Assert.Equal(IndexOf(tar), IndexOf(tar));
    }

    [Fact]
    public void Write_EntriesInAnotherOrder_SameTree()
    {
        using var scratch = new Scratch();
        LayerEntry[] entries = [Dir("b"), Dir("a"), Regular("b/y", 3), Regular("a/x", 600), Link("l", "a")];
        var first = TreeListing.Of(Mount(scratch, TarOf(entries), "1"));
        Array.Reverse(entries);
        Assert.Equal(first, TreeListing.Of(Mount(scratch, TarOf(entries), "2")), ignoreLineEndingDifferences: false);
    }

    [Fact]
    public void Add_ImpliedParents_TakeAttributesFromBelow()
    {
        using var scratch = new Scratch();
        LowerLookup lower = path => path.ToString() switch
        {
            "" => Dir("", 0x1F8) with { Uid = 5 },
            "srv" => Dir("srv", 0x3FF) with { Gid = 9, Xattrs = XattrSet.Create([new Xattr("user.k"u8.ToArray(), [7])]) },
            _ => null,
        };
        var tar = TarOf(Regular("srv/app/f", 4));
        var mounted = Mount(scratch, tar, "m", new ErofsIndexBuilder(lower));
        Extract(tar, scratch.Make("x"), new ApplyOptions { Lower = lower });
        var listing = TreeListing.Of(mounted);
        Assert.Contains("srv Directory 1777 0:9 @1600000001 user.k=07\n", listing, StringComparison.Ordinal);
        Assert.Contains("srv/app Directory 755 0:0 @0\n", listing, StringComparison.Ordinal);
        Assert.Equal(TreeListing.Of(scratch["x"], rootTime: false).Split('\n')[1..], TreeListing.Of(mounted, rootTime: false).Split('\n')[1..]);
        Assert.StartsWith("/ Directory 770 5:0", listing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("system.other")]
    [InlineData("btrfs.compression")]
    public void Add_XattrThatErofsCannotHold_NeedsDirectory(string name)
    {
        var index = new ErofsIndexBuilder();
        index.Add(Regular("f") with { Xattrs = XattrSet.Create([new Xattr(ByteText.Encode(name), [1])]) }, 512);
        Assert.Equal("\"f\" has extended attributes that EROFS cannot hold", index.NeedsDirectory);
        Assert.Throws<InvalidOperationException>(() => index.Write(Stream.Null, 0));
    }

    [Fact]
    public void Add_HardLinkToLowerFile_NeedsDirectory()
    {
        var index = new ErofsIndexBuilder();
        index.Add(Hard("a", "below"), 512);
        Assert.Contains("hard link", index.NeedsDirectory, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OverlayAttributes_AreDroppedWithOneWarning()
    {
        using var scratch = new Scratch();
        var warnings = new List<string>();
        var hostile = XattrSet.Create([new Xattr("trusted.overlay.redirect"u8.ToArray(), "/etc"u8.ToArray()), new Xattr("user.overlay.metacopy"u8.ToArray(), []), new Xattr("user.ok"u8.ToArray(), [1])]);
        var mounted = Mount(scratch, TarOf(Dir("d") with { Xattrs = hostile }, Dir("e") with { Xattrs = hostile }), "m", new ErofsIndexBuilder(null, warnings.Add));
        Assert.Single(warnings);
        Assert.DoesNotContain("overlay", TreeListing.Of(mounted), StringComparison.Ordinal);
        Assert.Contains("user.ok=01", TreeListing.Of(mounted), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Image_PassesFsck()
    {
        // erofs-utils before 1.7 knows blocks of 4096 bytes only.
        var version = System.Text.Encoding.ASCII.GetString(Tool.Shell("fsck.erofs -V 2>&1 | grep -o '[0-9][0-9.]*' | head -1")).Trim();
        if (!Version.TryParse(version, out var known) || known < new Version(1, 7))
        {
            Console.WriteLine($"fsck.erofs {version} is older than 1.7: not used");
            return;
        }

        using var scratch = new Scratch();
        var tar = new RandomTree(3).Tar();
        File.WriteAllBytes(scratch["t.tar"], tar);
        File.WriteAllBytes(scratch["index"], IndexOf(tar));
        Tool.Run("fsck.erofs", "--device=" + scratch["t.tar"], "--extract", scratch["index"]);
    }

    private static byte[] IndexOf(byte[] tar)
    {
        var index = new ErofsIndexBuilder();
        LayerImporter.Import(new MemoryStream(tar), Stream.Null, index);
        Assert.Null(index.NeedsDirectory);
        using var image = new MemoryStream();
        index.Write(image, tar.Length);
        return image.ToArray();
    }

    private static string Mount(Scratch scratch, byte[] tar, string name = "erofs", ErofsIndexBuilder? index = null)
    {
        index ??= new ErofsIndexBuilder();
        LayerSummary summary;
        using (var file = File.Create(scratch[name + ".tar"]))
        {
            summary = LayerImporter.Import(new MemoryStream(tar), file, index);
        }

        Assert.Equal(Digest.OfBytes(tar), summary.DiffId);
        Assert.Null(index.NeedsDirectory);
        WriteIndex(index, scratch[name + ".index"], summary.TarBytes);
        return scratch.MountErofs(scratch[name + ".index"], scratch[name + ".tar"], name);
    }

    private static void WriteIndex(ErofsIndexBuilder index, string path, long tarBytes)
    {
        using var file = File.Create(path);
        index.Write(file, tarBytes);
    }

    private static string[] Paths(string root) =>
        [.. Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];
}
