using Drydock.Layers.Apply;
using Drydock.Layers.Diff;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tests.Support;
using Drydock.Linux.Files;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>Ours: layers are unpacked one over the other.</summary>
internal class DrydockPeer : Peer
{
    public override string Name => "drydock";

    public override byte[] Write(Scratch scratch, string? before, string after)
    {
        using var old = before is null ? null : RootedDirectory.Open(before);
        using var current = RootedDirectory.Open(after);
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        TreeDiff.Write(old, current, writer);
        writer.Complete();
        return stream.ToArray();
    }

    public override string Read(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        var target = scratch.Make("drydock");
        foreach (var layer in layers)
        {
            LayerBytes.Extract(layer, target, new ApplyOptions { Whiteouts = WhiteoutHandling.Delete });
        }

        return target;
    }
}

/// <summary>Ours: each layer is mounted by its index, and overlayfs stacks them.</summary>
internal sealed class DrydockIndexPeer : DrydockPeer
{
    public override string Name => "drydock, mounted";

    public override bool Writes => false;

    public override string Read(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        var mounted = new List<string>();
        foreach (var layer in layers)
        {
            mounted.Insert(0, Mount(scratch, layer, mounted));
        }

        return View(scratch, mounted, "view");
    }

    // Parents that a layer implies look as they do below it.
    private static string Mount(Scratch scratch, byte[] layer, List<string> below)
    {
        var name = $"layer{below.Count}";
        using var lower = below.Count == 0 ? null : RootedDirectory.Open(View(scratch, below, "below-" + name));
        var lookup = lower is null ? null : TreeEntries.Lookup(lower);
        var index = new ErofsIndexBuilder(lookup);
        LayerSummary summary;
        using (var file = File.Create(scratch[name + ".tar"]))
        {
            summary = LayerImporter.Import(new MemoryStream(layer), file, index);
        }

        if (index.NeedsDirectory is not null)
        {
            LayerBytes.Extract(layer, scratch.Make(name), new ApplyOptions { Lower = lookup });
            return scratch[name];
        }

        using (var file = File.Create(scratch[name + ".erofs"]))
        {
            index.Write(file, summary.TarBytes);
        }

        return scratch.MountErofs(scratch[name + ".erofs"], scratch[name + ".tar"], name);
    }

    private static string View(Scratch scratch, List<string> layers, string name) =>
        layers.Count == 1 ? layers[0] : scratch.MountOverlay(name, [.. layers]);
}
