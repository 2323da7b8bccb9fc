using Drydock.Layers.Folding;
using Drydock.Layers.Tests.Support;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Folding;

/// <summary>Each rule of folding by itself; in every case the tree stays the same. Needs root.</summary>
public sealed class LayerFolderTests
{
    private static readonly LayerEntry s_root = Dir("");

    [Fact]
    public void Folded_FileThatOnlyChangesItsMode_IsWrittenOnceWithTheNewMode()
    {
        var big = Regular("big", 100_000);
        byte[][] layers = [TarOf(s_root, big), TarOf(s_root, big with { Mode = 0x1ED, Uid = 7, MtimeSeconds = 1 })];

        var folded = Same(layers, 0);

        Assert.Null(folded[1]);
        Assert.Equal((0x1ED, 7u, 1L), Read(folded[0]!).Where(e => !e.Path.IsRoot).Select(e => (e.Mode, e.Uid, e.MtimeSeconds)).Single());
    }

    [Fact]
    public void Folded_SameSizeButOtherBytes_KeepsBoth()
    {
        var x = TarOf(s_root, Regular("x", 700));
        byte[][] layers = [x, RawTar.New.File("x", new string('?', 700)).End()];

        var folded = Same(layers, 0);

        Assert.NotNull(folded[1]);
        Assert.DoesNotContain("x", Names(folded[0]!));
    }

    [Fact]
    public void Folded_FileOfTheBaseThatChangesItsMode_StaysInTheLayerThatCopiedIt()
    {
        var big = Regular("big", 5000);
        byte[][] layers = [TarOf(s_root, big), TarOf(s_root, big with { Mode = 0x1C0 }), TarOf(s_root, big with { Mode = 0x1ED })];

        var folded = Same(layers, 1);

        Assert.Equal(["/", "big"], Names(folded[0]!));
        Assert.Null(folded[1]);
    }

    [Fact]
    public void Folded_FileThatIsDeletedLater_LeavesNothing()
    {
        byte[][] layers =
        [
            TarOf(s_root, Dir("tmp"), Regular("tmp/kept", 10)),
            TarOf(s_root, Dir("tmp"), Regular("tmp/junk", 50_000)),
            TarOf(s_root, Dir("tmp"), Whiteout("tmp/.wh.junk")),
        ];

        Assert.Equal([null, null], Same(layers, 1));
    }

    [Fact]
    public void Folded_WhiteoutOfABaseFile_StaysInTheLayerThatDeletedIt()
    {
        byte[][] layers =
        [
            TarOf(s_root, Dir("d"), Regular("d/old", 10)),
            TarOf(s_root, Dir("d"), Regular("d/mine", 10)),
            TarOf(s_root, Dir("d"), Whiteout("d/.wh.mine"), Whiteout("d/.wh.old")),
        ];

        var folded = Same(layers, 1);

        Assert.Null(folded[0]);
        Assert.Equal(["/", "d/", "d/.wh.old"], Names(folded[1]!));
    }

    [Fact]
    public void Folded_LayerWithNothingToGain_StaysByteForByte()
    {
        byte[][] layers = [TarOf(Regular("z", 10), Regular("a", 10)), TarOf(s_root, Dir("d"), Regular("d/x", 10)), TarOf(s_root, Dir("d") with { MtimeSeconds = 5 }, Regular("d/y", 10))];

        Assert.Equal(layers, Same(layers, 0));
    }

    [Fact]
    public void Folded_OneMoreHardLinkToALowerFile_JoinsItThere()
    {
        var a = Regular("a", 9000);
        byte[][] layers = [TarOf(s_root, a), TarOf(s_root, a, Hard("b", "a"))];

        var folded = Same(layers, 0);

        Assert.Null(folded[1]);
        Assert.Equal(LayerEntryType.HardLink, Read(folded[0]!)[^1].Type);
    }

    [Fact]
    public void Folded_OneNameOfTwoThatChangesItsMode_KeepsItsOwnBytes()
    {
        var a = Regular("a", 9000);
        byte[][] layers = [TarOf(s_root, a, Hard("b", "a")), TarOf(s_root, a with { Mode = 0x1ED })];

        var folded = Same(layers, 0);

        Assert.Equal(["/", "b"], Names(folded[0]!));
        Assert.Equal(["/", "a"], Names(folded[1]!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Folded_OpaqueDirectoryOverTheBase_HidesItsOldFiles(bool again)
    {
        byte[][] layers =
        [
            TarOf(s_root, Dir("d"), Regular("d/one", 10), Dir("d/two"), Regular("d/two/x", 10), Regular("d/three", 10)),
            TarOf(s_root, Dir("d"), Regular("d/.wh..wh..opq"), Regular("d/three", 20), Regular("d/junk", 3000)),
            TarOf(s_root, Dir("d"), Whiteout("d/.wh.junk"), again ? Regular("d/one", 5) : Regular("e", 1)),
        ];

        var names = Names(Same(layers, 1)[0]!);

        Assert.Equal(["/", "d/", .. again ? (string[])[] : ["d/.wh.one"], "d/three", "d/.wh.two"], names);
    }

    [Fact]
    public void Folded_DirectoryThatWentAndCameBack_IsHiddenByOneWhiteout()
    {
        byte[][] layers =
        [
            TarOf(s_root, Dir("d"), Regular("d/one", 10), Regular("d/two", 10)),
            TarOf(s_root, Whiteout(".wh.d"), Regular("junk", 10)),
            TarOf(s_root, Dir("d"), Regular("d/one", 20), Whiteout(".wh.junk")),
        ];

        var folded = Same(layers, 1);

        Assert.Equal(["/", ".wh.d"], Names(folded[0]!));
        Assert.Equal(["/", "d/", "d/one"], Names(folded[1]!));
    }

    [Theory]
    [InlineData("file", "directory")]
    [InlineData("directory", "file")]
    [InlineData("link", "directory")]
    [InlineData("directory", "link")]
    public void AnyForm_PathThatChangesItsType_IsTheLastOne(string before, string after)
    {
        byte[][] layers = [Of(before), TarOf(s_root, Regular("junk", 100)), Of(after), TarOf(s_root, Whiteout(".wh.junk"))];
        Same(layers, 0);
        Same(layers, 1);

        static byte[] Of(string type) => type switch
        {
            "file" => TarOf(s_root, Regular("p", 600)),
            "link" => TarOf(s_root, Link("p", "elsewhere")),
            _ => TarOf(s_root, Dir("p"), Regular("p/in", 600)),
        };
    }

    [Fact]
    public void Folded_DirectoriesThatAreOnlyImplied_StayImplied()
    {
        byte[][] layers = [TarOf(s_root, Dir("opt", 0x1C0)), TarOf(Regular("opt/app/bin", 900), Regular("opt/app/junk", 900)), TarOf(Whiteout("opt/app/.wh.junk"))];

        // When a directory changed that no layer speaks of, nobody can say.
        var folded = Same(layers, 1, times: 0);

        Assert.Equal("opt/app/bin", Names(folded[0]!)[^1]);
        Assert.DoesNotContain("opt/", Names(folded[0]!));
        Assert.Null(folded[1]);
    }

    [Fact]
    public void Folded_SparseFile_KeepsItsContent()
    {
        var sparse = RawTar.New.Pax(("GNU.sparse.map", "0,4,1000,3"), ("GNU.sparse.size", "2000"), ("GNU.sparse.name", "holes")).File("holes", "headend").File("junk", "x").End();

        var folded = Same([sparse, TarOf(Whiteout(".wh.junk"))], 0);

        Assert.Equal(2000, Read(folded[0]!).Single(e => e.Type == LayerEntryType.Regular).Size);
    }

    [Fact]
    public void Read_LinkToAFileOfAnotherLayer_SaysThatItCannotBeFolded()
    {
        var error = Assert.Throws<LayerException>(() => FoldedTars.Fold([TarOf(Regular("a", 1)), TarOf(Hard("b", "a"))], 1));
        Assert.Contains("\"b\" is a hard link to \"a\"", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The folded layers, after it is sure that both forms give the same tree.</summary>
    private static byte[]?[] Same(byte[][] layers, int baseLayers, int times = 1)
    {
        using var scratch = new Scratch();
        var expected = FoldedTars.Flatten(scratch, "exact", layers, times);
        var folded = FoldedTars.Fold(layers, baseLayers);
        Assert.Equal(expected, FoldedTars.Flatten(scratch, "folded", [.. layers.Take(baseLayers), .. folded], times));
        Assert.Equal(expected, FoldedTars.Flatten(scratch, "flat", [.. layers.Take(baseLayers), .. FoldedTars.Fold(layers, baseLayers, LayerForm.Flat)], times));
        return folded;
    }
}
