using Drydock.Layers.Apply;
using Drydock.Layers.Diff;
using Drydock.Layers.Tests.Support;
using Drydock.Linux;
using Drydock.Linux.Files;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Apply;

/// <summary>Needs root, for owners.</summary>
public sealed class PartialCopyTests
{
    private static readonly LayerEntry[] s_layer =
    [
        Dir("a", 0x5C0) with { Uid = 3, Gid = 4, Xattrs = XattrSet.Create([new Xattr("user.n"u8.ToArray(), [1, 2, 0])]) },
        Dir("a/b"),
        Regular("a/b/one", 3000, 0x9ED) with { Uid = 7, Gid = 8, Xattrs = XattrSet.Create([new Xattr("security.capability"u8.ToArray(), Convert.FromHexString("0100000200200000000000000000000000000000"))]) },
        Regular("a/two", 5),
        Regular("implied/three", 4),
        Regular("linked", 4),
        Hard("name", "linked"),
        Link("way", "a"),
        Link("out", "/etc"),
    ];

    [Fact]
    public void Copy_SomeFiles_AreAsInTheTree()
    {
        using var scratch = new Scratch();
        var copy = Copy(scratch, "a/b/one", "implied/three");

        var all = TreeListing.Of(scratch["tree"], times: 9).Split('\n');
        var copied = TreeListing.Of(copy, times: 9).Split('\n');
        Assert.Equal(7, copied.Length);
        Assert.All(copied, line => Assert.Contains(line, all));
        Assert.Contains(copied, line => line.Contains("security.capability", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("way/two")]
    [InlineData("out/passwd")]
    [InlineData("way")]
    [InlineData("linked")]
    [InlineData("a")]
    public void Copy_LinkOrFileWithSeveralNames_IsRefused(string path)
    {
        using var scratch = new Scratch();
        Assert.Throws<LayerException>(() => Copy(scratch, path));
    }

    [Fact]
    public void Copy_DirectoryMarkedByOverlayfs_LosesTheMark()
    {
        using var scratch = new Scratch();
        Extract(TarOf(s_layer), scratch.Make("tree"));
        using (var tree = RootedDirectory.Open(scratch["tree"]))
        {
            tree.SetXattr(UnixPath.FromText("a"), "trusted.overlay.opaque"u8, "y"u8);
        }

        Copy(scratch, "a/two");

        using var copy = RootedDirectory.Open(scratch["copy"]);
        Assert.Equal(["user.n"u8.ToArray()], copy.ListXattrs(UnixPath.FromText("a")));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("a/two differs", "printf a/twO > a/two; touch -d @1600000000 a/two")]
    [InlineData("a/two differs", "chmod 600 a/two")]
    [InlineData("a/two differs", "touch -d @1600000000.5 a/two")]
    [InlineData("a differs", "setfattr -n user.more -v x a")]
    [InlineData("implied/new is not in the tar", "touch implied/new")]
    [InlineData("way/x is not in the tar", "mkdir way; touch way/x", "way is not in the tar")]
    [InlineData("linked differs", "printf 'link' > linked; chmod 644 linked; touch -d @1600000000 linked")]
    public void PartialDiff_ChangedCopy_NamesTheFirstDifference(string? difference, string? change, string? or = null)
    {
        using var scratch = new Scratch();
        var copy = Copy(scratch, "a/two", "implied/three");
        if (change is not null)
        {
            // The order of names in a directory is not known: times of directories are put back.
            Tool.Run("sh", "-c", $"cd {copy} && {change}; touch -d @1600000001 a; touch -r {scratch["tree"]} .");
        }

        File.WriteAllBytes(scratch["t.tar"], TarOf(s_layer));
        using var root = RootedDirectory.Open(copy);
        using var tar = new FileStream(scratch["t.tar"], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var found = new PartialDiff(tar, CancellationToken.None).Find(root, CancellationToken.None);
        Assert.Contains(found, (string?[])[difference, or ?? difference]);
    }

    private static string Copy(Scratch scratch, params string[] files)
    {
        if (!Directory.Exists(scratch["tree"]))
        {
            Extract(TarOf(s_layer), scratch.Make("tree"));
        }

        using var from = RootedDirectory.Open(scratch["tree"]);
        using var to = RootedDirectory.Open(scratch.Make("copy"));
        PartialCopy.Copy(from, to, files.Select(UnixPath.FromText), CancellationToken.None);
        return scratch["copy"];
    }
}
