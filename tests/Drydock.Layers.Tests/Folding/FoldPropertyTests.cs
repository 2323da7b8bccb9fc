using Drydock.Layers.Diff;
using Drydock.Layers.Folding;
using Drydock.Layers.Tests.Support;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Folding;

/// <summary>Random trees, random edits: whatever the form of the layers, the tree is the same. Needs root.</summary>
public sealed class FoldPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(500, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_AnyLayers_GiveTheSameTreeInAnyForm(int seed)
    {
        using var scratch = new Scratch();
        var layers = RandomLayers(scratch, seed, 6);
        var expected = FoldedTars.Flatten(scratch, "exact", layers);
        var expectedStack = FoldedTars.Stack(scratch, "exact-stack", layers);
        for (var baseLayers = 0; baseLayers < layers.Count; baseLayers += 2)
        {
            foreach (var form in new[] { LayerForm.Folded, LayerForm.Flat })
            {
                var own = FoldedTars.Fold(layers, baseLayers, form);
                byte[]?[] all = [.. layers.Take(baseLayers), .. own];
                var name = $"{form}-{baseLayers}";
                Assert.Equal(expected, FoldedTars.Flatten(scratch, name, all));
                Assert.Equal(expectedStack, FoldedTars.Stack(scratch, name + "-stack", all));
                Assert.Equal(form == LayerForm.Flat ? 1 : layers.Count - baseLayers, own.Length);
                Assert.True(own.Sum(t => t?.Length ?? 0) <= layers.Skip(baseLayers).Sum(t => t.Length), $"{name} is larger");
                Assert.Equal(own, FoldedTars.Fold(layers, baseLayers, form));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Plan_FoldedLayers_FoldToThemselves(int seed)
    {
        using var scratch = new Scratch();
        var layers = RandomLayers(scratch, seed, 5);
        byte[][] once = [layers[0], .. FoldedTars.Fold(layers, 1).OfType<byte[]>()];
        Assert.Equal(once.Skip(1), FoldedTars.Fold(once, 1));
    }

    /// <summary>A tree and its edits, as the layers between them; some edits are of the kind that copies a file to change its mode.</summary>
    private static List<byte[]> RandomLayers(Scratch scratch, int seed, int count)
    {
        var random = new Random(seed);
        var tree = new RandomTree(seed, 70);
        var layers = new List<byte[]>();
        for (var i = 0; i < count; i++)
        {
            Extract(tree.Tar(), scratch.Make($"tree{i}"));
            using var before = i == 0 ? null : scratch.Open($"tree{i - 1}");
            using var after = scratch.Open($"tree{i}");
            using var stream = new MemoryStream();
            using var writer = new LayerWriter(stream);
            TreeDiff.Write(before, after, writer);
            writer.Complete();
            layers.Add(stream.ToArray());
            tree.Mutate(random.Next(30));
        }

        return layers;
    }
}
