using Drydock.Layers.Apply;
using Drydock.Layers.Diff;
using Drydock.Layers.Tests.Support;
using Drydock.Layers.Validation;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Diff;

/// <summary>Needs root.</summary>
public sealed class TreeDiffTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(100, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Write_AnyTwoTrees_AppliedToTheFirstGivesTheSecond(int seed)
    {
        using var scratch = new Scratch();
        var tree = new RandomTree(seed, 80);
        Extract(tree.Tar(), scratch.Make("a"));
        Extract(tree.Tar(), scratch.Make("flat"));
        tree.Mutate(25);
        Extract(tree.Tar(), scratch.Make("b"));

        var layer = Write(scratch, "a", "b");
        Assert.Equal(layer, Write(scratch, "a", "b"));
        Assert.Empty(LayerValidator.Validate(new MemoryStream(layer), null, null, null, requireCanonical: true));

        var expected = TreeListing.Of(scratch["b"], rootTime: false);
        Extract(layer, scratch["flat"], new ApplyOptions { Whiteouts = WhiteoutHandling.Delete });
        Assert.Equal(expected, TreeListing.Of(scratch["flat"], rootTime: false));

        Extract(layer, scratch.Make("layer"));
        var merged = scratch.MountOverlay("merged", [scratch["layer"], scratch["a"]]);
        Assert.Equal(expected, TreeListing.Of(merged, rootTime: false));
    }

    [Fact]
    public void Write_SameTree_EmptyLayer()
    {
        using var scratch = new Scratch();
        var tar = new RandomTree(7, 100).Tar();
        Extract(tar, scratch.Make("a"));
        Extract(tar, scratch.Make("b"));
        Assert.Empty(Read(Write(scratch, "a", "b")));
    }

    [Fact]
    public void Write_NothingBefore_IsASquash()
    {
        using var scratch = new Scratch();
        Extract(new RandomTree(9, 100).Tar(), scratch.Make("b"));
        Extract(Write(scratch, null, "b"), scratch.Make("x"));
        Assert.Equal(TreeListing.Of(scratch["b"], rootTime: false), TreeListing.Of(scratch["x"], rootTime: false));
    }

    [Theory]
    [InlineData("rm c; cp -p a c; touch -d @1600000000 c a", "c")]
    [InlineData("echo more >> a; touch -d @1600000000 a b", "a b c")]
    [InlineData("rm d; ln a d", "a b c d")]
    [InlineData("rm c", ".wh.c")]
    [InlineData("rm c b", "a .wh.b .wh.c")]
    public void Write_HardLinkGroupThatChanged_IsWrittenWhole(string script, string expected)
    {
        using var scratch = new Scratch();
        foreach (var name in new[] { "a", "b" })
        {
            Extract(TarOf(Regular("a", 5), Hard("b", "a"), Hard("c", "a"), Regular("d", 5)), scratch.Make(name));
        }

        Tool.Shell("cd \"$1\"; " + script, scratch["b"]);
        var layer = Write(scratch, "a", "b");
        Extract(layer, scratch["a"], new ApplyOptions { Whiteouts = WhiteoutHandling.Delete });
        Assert.Equal(TreeListing.Of(scratch["b"], rootTime: false), TreeListing.Of(scratch["a"], rootTime: false));
        Assert.Equal(expected, string.Join(' ', Names(layer)));
    }

    private static byte[] Write(Scratch scratch, string? before, string after)
    {
        using var old = before is null ? null : scratch.Open(before);
        using var current = scratch.Open(after);
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        TreeDiff.Write(old, current, writer);
        writer.Complete();
        return stream.ToArray();
    }
}
