using Drydock.Build.Graph;
using Drydock.Build.Steps.Copying;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Sources;

/// <summary>Fetched files as a layer: their times stay, whatever the build does to those of its own layers.</summary>
internal static class SourceLayer
{
    /// <summary>The file system of such a layer. What it holds identifies it, not where it came from: a URL may give other bytes tomorrow.</summary>
    public static StepResult Result(CacheRecord record, bool cached) => new(
        new Snapshot([record.Layer!], record.Layer!),
        OciTime.TryParse(record.Created, out var created) ? created : DateTimeOffset.UnixEpoch,
        cached);

    /// <summary>Writes the layer.</summary>
    public static LayerRecord Write(Store store, DestinationTree tree, CancellationToken cancellationToken)
    {
        using var draft = store.NewLayer();
        using var writer = draft.OpenWriter();
        new DestinationWriter(null, writer, clampSeconds: null).Write(tree.Root, cancellationToken);
        return draft.Commit(writer.Complete());
    }
}
