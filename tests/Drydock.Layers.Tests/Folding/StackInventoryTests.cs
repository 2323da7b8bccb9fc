using Drydock.Layers.Folding;
using Drydock.Layers.Tests.Support;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Folding;

public sealed class StackInventoryTests
{
    [Fact]
    public void Waste_OfEachKind_NamesTheLayerThatDidIt()
    {
        var copied = Regular("copied", 3000);
        using var scratch = new Scratch();
        byte[][] layers =
        [
            TarOf(copied, Regular("deleted", 2000), Regular("dir/deleted", 500), Regular("kept", 10), Regular("replaced", 1000)),
            TarOf(copied with { Mode = 0x1ED }, Whiteout(".wh.deleted"), Whiteout(".wh.dir"), Regular("replaced", 999)),
        ];
        var handles = layers.Select((tar, i) =>
        {
            File.WriteAllBytes(scratch[$"{i}"], tar);
            return File.OpenHandle(scratch[$"{i}"]);
        }).ToList();
        var stack = LayerStack.Read(handles, 0);

        var waste = StackInventory.Waste(stack).Select(w => $"{w.Path} {w.Bytes} {w.Layer}>{w.ByLayer} {w.Kind}");

        Assert.Equal(["copied 3000 0>1 Copied", "deleted 2000 0>1 Deleted", "replaced 1000 0>1 Replaced", "dir/deleted 500 0>1 Deleted"], waste);
        Assert.Equal(["kept 0", "copied 1", "replaced 1"], StackInventory.Files(stack).Where(f => f.IsVisible).Select(f => $"{f.Path} {f.Layer}"));
        handles.ForEach(handle => handle.Dispose());
    }
}
