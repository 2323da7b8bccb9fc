using Drydock.Layers.Apply;
using Drydock.Layers.Folding;
using Drydock.Layers.Tests.Support;
using Drydock.Layers.Validation;
using Drydock.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers.Tests.Folding;

/// <summary>Layers as tars in memory, folded.</summary>
internal static class FoldedTars
{
    /// <summary>The layers above the base in another form; a layer of which nothing is left is null.</summary>
    public static byte[]?[] Fold(IReadOnlyList<byte[]> tars, int baseLayers, LayerForm form = LayerForm.Folded)
    {
        using var scratch = new Scratch();
        var handles = tars.Select((tar, i) => Spool(scratch, i, tar)).ToList();
        var stack = LayerStack.Read(handles, baseLayers);
        var folded = LayerFolder.Plan(stack, form).Select(layer => layer.IsEmpty ? null : layer.IsKept ? tars[layer.Layer] : Write(layer)).ToArray();
        handles.ForEach(handle => handle.Dispose());
        foreach (var layer in folded)
        {
            Assert.Empty(layer is null || tars.Contains(layer) ? [] : LayerValidator.Validate(new MemoryStream(layer), null, null, null, requireCanonical: true));
        }

        return folded;
    }

    /// <summary>The tree that layers give when each is applied over those before it.</summary>
    public static string Flatten(Scratch scratch, string name, IEnumerable<byte[]?> tars, int times = 1)
    {
        scratch.Make(name);
        foreach (var tar in tars)
        {
            if (tar is not null)
            {
                LayerBytes.Extract(tar, scratch[name], new ApplyOptions { Whiteouts = WhiteoutHandling.Delete });
            }
        }

        return TreeListing.Of(scratch[name], times, rootTime: false);
    }

    /// <summary>The tree that overlayfs shows of layers which are unpacked each by itself.</summary>
    public static string Stack(Scratch scratch, string name, IEnumerable<byte[]?> tars)
    {
        var directories = new List<string>();
        foreach (var tar in tars.Where(t => t is not null))
        {
            using var below = directories.Count == 0 ? null : RootedDirectory.Open(View(scratch, $"{name}.view{directories.Count}", directories));
            var directory = scratch.Make($"{name}.{directories.Count}");
            LayerBytes.Extract(tar!, directory, new ApplyOptions { Whiteouts = WhiteoutHandling.OverlayForm, Lower = below is null ? null : TreeEntries.Lookup(below) });
            directories.Insert(0, directory);
        }

        return TreeListing.Of(View(scratch, name, directories), rootTime: false);
    }

    private static string View(Scratch scratch, string name, List<string> directories) =>
        scratch.MountOverlay(name, directories.Count == 1 ? [directories[0], scratch.Make("nothing")] : [.. directories]);

    private static byte[] Write(FoldedLayer layer)
    {
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        layer.WriteTo(writer);
        writer.Complete();
        return stream.ToArray();
    }

    private static SafeFileHandle Spool(Scratch scratch, int number, byte[] tar)
    {
        File.WriteAllBytes(scratch[$"{number}.tar"], tar);
        return File.OpenHandle(scratch[$"{number}.tar"]);
    }
}
