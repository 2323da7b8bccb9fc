using Drydock.Layers.Apply;
using Drydock.Layers.Tar;
using Drydock.Layers.Tests.Support;
using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Apply;

/// <summary>Needs root: owners, devices, trusted attributes.</summary>
public sealed class LayerExtractorTests
{
    [Fact]
    public void Apply_SetuidAndCapability_SurviveTheChangeOfOwner()
    {
        using var scratch = new Scratch();
        var capability = Convert.FromHexString("0100000200200000000000000000000000000000");
        Extract(TarOf(Regular("su", 10, 0xDED) with { Uid = 12, Gid = 34, Xattrs = XattrSet.Create([new Xattr("security.capability"u8.ToArray(), capability)]) }), scratch.Make("x"));
        Assert.Contains("su Regular 6755 12:34 10 ", TreeListing.Of(scratch["x"]), StringComparison.Ordinal);
        Assert.Contains("security.capability=" + Convert.ToHexStringLower(capability), TreeListing.Of(scratch["x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_ReadOnlyDirectoryWithFiles_KeepsModeAndTime()
    {
        using var scratch = new Scratch();
        Extract(TarOf(Dir("d", 0x16D), Regular("d/f", 3), Dir("d/e", 0), Regular("d/e/g", 1)), scratch.Make("x"));
        var listing = TreeListing.Of(scratch["x"], times: 9);
        Assert.Contains("d Directory 555 0:0 @1600000001.000000000\n", listing, StringComparison.Ordinal);
        Assert.Contains("d/e Directory 0 0:0 @1600000001.000000000\n", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_NanosecondsAndTimesBeforeTheEpoch_AreKept()
    {
        using var scratch = new Scratch();
        var tar = RawTar.New.Pax(("mtime", "1234567890.123456789")).File("a").Pax(("mtime", "-1.5")).File("b").Pax(("mtime", "-7")).Symlink("c", "x").End();
        Extract(tar, scratch.Make("x"));
        var listing = TreeListing.Of(scratch["x"], times: 9);
        Assert.Contains("@1234567890.123456789\n", listing, StringComparison.Ordinal);
        Assert.Contains("@-2.500000000\n", listing, StringComparison.Ordinal);
        Assert.Contains("c SymbolicLink 777 0:0 -> x @-7.000000000\n", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_TypeConflicts_LastEntryWins()
    {
        using var scratch = new Scratch();
        var tar = TarOf(
            Regular("a", 3), Dir("a"), Regular("a/x", 1),
            Dir("b"), Regular("b/x", 1), Regular("b", 2),
            Link("c", "nowhere"), Dir("c"),
            Dir("d"), Regular("d/x", 2), Link("d", "a"),
            Regular("e", 2), Regular("e/below", 3));
        Extract(tar, scratch.Make("x"));
        Assert.Equal(
            ["a/", "a/x", "b", "c/", "d@", "e/", "e/below"],
            Shape(scratch["x"]));
    }

    [Fact]
    public void Apply_LinksOfTheDirectoryPart_AreFollowedInside()
    {
        using var scratch = new Scratch();
        var tar = TarOf(Dir("usr"), Dir("usr/lib"), Link("lib", "usr/lib"), Link("abs", "/usr/lib"), Regular("lib/one", 1), Regular("abs/two", 2), Hard("hard", "abs/one"), Link("far", "../../../../usr"), Regular("far/three", 3));
        Extract(tar, scratch.Make("x"));
        Assert.Equal(["abs@", "far@", "hard", "lib@", "usr/", "usr/lib/", "usr/lib/one", "usr/lib/two", "usr/three"], Shape(scratch["x"]));
    }

    [Fact]
    public void Apply_CacertsLinkWithSurplusParents_Builds()
    {
        using var scratch = new Scratch();
        var tar = TarOf(Dir("usr"), Dir("usr/lib"), Dir("usr/lib/jvm"), Link("usr/lib/jvm/cacerts", "../../../../../../../etc/pki/java/cacerts"), Dir("etc"), Dir("etc/pki"), Dir("etc/pki/java"), Regular("etc/pki/java/cacerts", 9));
        Extract(tar, scratch.Make("x"));
        Assert.Contains("cacerts SymbolicLink 777 0:0 -> ../../../../../../../etc/pki/java/cacerts", TreeListing.Of(scratch["x"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bin/dash")]
    [InlineData("/bin/dash")]
    public void Apply_LinkToItself_Builds(string target)
    {
        using var scratch = new Scratch();
        Extract(RawTar.New.Dir("bin/").Symlink("bin/dash", "dash").Hardlink("bin/dash", target).File("bin/ls").End(), scratch.Make("x"));
        Assert.Equal(["bin/", "bin/dash@", "bin/ls"], Shape(scratch["x"]));
    }

    [Fact]
    public void Apply_FileInPlaceOfBusyboxLink_ReplacesTheLinkOnly()
    {
        using var scratch = new Scratch();
        Extract(TarOf(Dir("bin"), Regular("bin/busybox", 100), Link("bin/ls", "busybox")), scratch.Make("x"), Flat);
        Extract(TarOf(Dir("bin"), Regular("bin/ls", 7)), scratch["x"], Flat);
        Assert.Equal(100, new FileInfo(scratch["x/bin/busybox"]).Length);
        Assert.Equal(7, new FileInfo(scratch["x/bin/ls"]).Length);
    }

    [Fact]
    public void Apply_DirectoryOverUsrMergeLink_ReplacesIt()
    {
        using var scratch = new Scratch();
        Extract(TarOf(Dir("usr"), Dir("usr/bin"), Regular("usr/bin/x", 1), Link("bin", "usr/bin")), scratch.Make("x"), Flat);
        Extract(TarOf(Dir("bin"), Regular("bin/y", 1)), scratch["x"], Flat);
        Assert.Equal(["bin/", "bin/y", "usr/", "usr/bin/", "usr/bin/x"], Shape(scratch["x"]));
    }

    [Fact]
    public void Apply_OverSetuidHardLink_OtherNameKeepsItsContent()
    {
        using var scratch = new Scratch();
        Extract(TarOf(Regular("a", 5), Hard("b", "a")), scratch.Make("x"), Flat);
        Extract(TarOf(Regular("b", 3)), scratch["x"], Flat);
        Assert.Equal((5, 3), ((int)new FileInfo(scratch["x/a"]).Length, (int)new FileInfo(scratch["x/b"]).Length));
    }

    // umoci lists what was deleted with a directory even where a file or a link took the directory's place.
    [Theory]
    [InlineData(WhiteoutHandling.OverlayForm)]
    [InlineData(WhiteoutHandling.Delete)]
    public void Apply_WhiteoutBelowWhatTheLayerMadeAFile_DeletesNothing(WhiteoutHandling handling)
    {
        using var scratch = new Scratch();
        var options = new ApplyOptions { Whiteouts = handling };
        if (handling == WhiteoutHandling.Delete)
        {
            Extract(TarOf(Dir("file"), Regular("file/f", 1), Dir("link"), Regular("link/f", 1), Dir("other"), Regular("other/f", 1)), scratch.Make("x"), Flat);
        }

        Extract(TarOf(Regular("file", 3), Whiteout("file/.wh.f"), Link("link", "other"), Whiteout("link/.wh.f"), Dir("other"), Whiteout("link/.wh..wh..opq")), scratch.Make("x"), options);
        Assert.Equal(handling == WhiteoutHandling.Delete ? ["file", "link@", "other/", "other/f"] : ["file", "link@", "other/"], Shape(scratch["x"]));
        Assert.DoesNotContain("opaque", TreeListing.Of(scratch["x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_Whiteouts_OverlayFormAndDeletionShowOneTree()
    {
        using var scratch = new Scratch();
        var lower = TarOf(Dir("d"), Regular("d/old", 5), Dir("d/sub"), Regular("d/sub/f", 1), Regular("gone", 3), Dir("tree"), Regular("tree/f", 3), Dir("again"), Regular("again/old", 1), Regular("file", 2));
        var layer = TarOf(
            Dir("d"), Regular("d/before", 1), Whiteout("d/.wh..wh..opq"), Regular("d/after", 2),
            Whiteout(".wh.gone"), Whiteout(".wh.tree"), Whiteout(".wh.absent"),
            Whiteout(".wh.again"), Dir("again"), Regular("again/new", 1),
            Regular("file", 9), Whiteout(".wh.file"),
            Whiteout(".wh..wh.plnk"), Whiteout("d/.wh..wh.aufs"));
        Extract(lower, scratch.Make("flat"), Flat);
        Extract(layer, scratch["flat"], Flat);
        Extract(lower, scratch.Make("lower"));
        Extract(layer, scratch.Make("layer"));

        var merged = scratch.MountOverlay("merged", [scratch["layer"], scratch["lower"]]);
        Assert.Equal(["again/", "again/new", "d/", "d/after", "d/before", "file"], Shape(merged));
        Assert.Equal(TreeListing.Of(merged, times: 0), TreeListing.Of(scratch["flat"], times: 0));
    }

    [Fact]
    public void Apply_UserXattrMode_MarksWithTheUserNamespace()
    {
        using var scratch = new Scratch();
        Extract(TarOf(Dir("d"), Whiteout("d/.wh..wh..opq")), scratch.Make("x"), new ApplyOptions { OverlayXattrs = OverlayXattrs.User });
        Assert.Contains("user.overlay.opaque=79", TreeListing.Of(scratch["x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_OverlayAttributesAndNullDevice_AreDroppedWithOneWarningEach()
    {
        using var scratch = new Scratch();
        var warnings = new List<string>();
        var hostile = XattrSet.Create([new Xattr("trusted.overlay.redirect"u8.ToArray(), "/etc"u8.ToArray()), new Xattr("user.overlay.opaque"u8.ToArray(), "y"u8.ToArray())]);
        var device = new LayerEntry { Path = UnixPath.FromText("n"), Type = LayerEntryType.CharacterDevice };
        Extract(TarOf(Dir("a") with { Xattrs = hostile }, Dir("b") with { Xattrs = hostile }, device, device with { Path = UnixPath.FromText("m") }), scratch.Make("x"), new ApplyOptions { Warn = warnings.Add });
        Assert.Equal(2, warnings.Count);
        Assert.Equal(["a/", "b/"], Shape(scratch["x"]));
        Assert.DoesNotContain("overlay", TreeListing.Of(scratch["x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_HardLinkToNothing_SaysSo()
    {
        using var scratch = new Scratch();
        var error = Assert.Throws<LayerException>(() => Extract(TarOf(Hard("a", "not/there")), scratch.Make("x")));
        Assert.Equal("\"a\" is a hard link to \"not/there\", which is no file that was extracted before it", error.Message);
    }

    [Fact]
    public void Apply_SparseFile_HolesStayHoles()
    {
        using var scratch = new Scratch();
        Tool.Shell("cd \"$1\"; truncate -s 200M s; printf data | dd of=s bs=1 seek=100M conv=notrunc status=none; tar --format=posix --sparse -cf s.tar s; mkdir x", scratch.Path);
        Extract(File.ReadAllBytes(scratch["s.tar"]), scratch["x"]);
        Tool.Run("cmp", scratch["s"], scratch["x/s"]);
        using var root = scratch.Open("x");
        Assert.InRange(root.Stat(UnixPath.FromText("s")).AllocatedBytes, 0, 1 << 20);
    }

    [Fact]
    public void Apply_ImageOfUmoci_UnpacksToTheSameTree()
    {
        using var scratch = new Scratch();
        var first = new RandomTree(21).Tar();
        var second = TarOf(Dir("etc2"), Regular("etc2/f", 900), Whiteout(".wh.bin"), Whiteout(".wh.a"));
        File.WriteAllBytes(scratch["1.tar"], first);
        File.WriteAllBytes(scratch["2.tar"], second);
        Tool.Shell("""
            cd "$1"
            umoci init --layout oci && umoci new --image oci:t
            umoci raw add-layer --image oci:t 1.tar && umoci raw add-layer --image oci:t 2.tar
            umoci raw unpack --image oci:t theirs
            """, scratch.Path);
        Extract(first, scratch.Make("ours"), Flat);
        Extract(second, scratch["ours"], Flat);
        Assert.Equal(TreeListing.Of(scratch["theirs"], rootTime: false), TreeListing.Of(scratch["ours"], rootTime: false));
    }

    [Fact]
    public void Apply_LayerThatUmociWrote_ChangesTheTreeAsItWasChanged()
    {
        using var scratch = new Scratch();
        var first = TarOf(Dir("etc"), Regular("etc/passwd", 70), Dir("usr"), Dir("usr/lib"), Regular("usr/lib/a", 9), Regular("usr/lib/b", 9), Regular("gone", 1), Link("l", "etc"));
        File.WriteAllBytes(scratch["1.tar"], first);
        Tool.Shell("""
            cd "$1"
            umoci init --layout oci && umoci new --image oci:t && umoci raw add-layer --image oci:t 1.tar
            umoci unpack --image oci:t bundle
            cd bundle/rootfs
            rm -r gone usr/lib/a; chmod 4711 usr/lib/b; mkdir -p opt/x; echo new > opt/x/f; ln opt/x/f opt/x/g; rm l; mkdir l; mkfifo l/p
            setfattr -n user.k -v 0xff00 etc; touch etc/passwd
            find . -newermt 2021-01-01 -exec touch -h -d @1234567890 {} +
            cd ../..
            umoci repack --image oci:t bundle
            """, scratch.Path);
        var layer = Tool.Shell("""cd "$1"; m=$(jq -r '.manifests[0].digest' oci/index.json | tr : /); zcat oci/blobs/$(jq -r '.layers[1].digest' oci/blobs/$m | tr : /)""", scratch.Path);
        Extract(first, scratch.Make("ours"), Flat);
        Extract(layer, scratch["ours"], Flat);
        Assert.Equal(TreeListing.Of(scratch["bundle/rootfs"], rootTime: false), TreeListing.Of(scratch["ours"], rootTime: false));
    }

    [Fact]
    public void Apply_Canceled_Stops()
    {
        using var scratch = new Scratch();
        using var root = RootedDirectory.Open(scratch.Make("x"));
        using var reader = new TarReader(new MemoryStream(TarOf(Regular("a", 1))));
        Assert.Throws<OperationCanceledException>(() => LayerExtractor.Apply(reader, root, null, new CancellationToken(true)));
        Assert.Empty(Shape(scratch["x"]));
    }

    private static ApplyOptions Flat => new() { Whiteouts = WhiteoutHandling.Delete };

    private static string[] Shape(string path)
    {
        using var root = RootedDirectory.Open(path);
        var names = new List<string>();
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            names.Add(entry.Path + (entry.Status.IsDirectory ? "/" : entry.Status.IsSymbolicLink ? "@" : ""));
            return WalkAction.Continue;
        });
        return [.. names];
    }
}
