using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Storage;
using Drydock.Storage.Containers;
using Drydock.Storage.Mounting;

namespace Drydock.Containers.Saving;

/// <summary>Root file systems as tars. Needs a mount namespace of one's own.</summary>
public sealed class ContainerArchive(Store store)
{
    /// <summary>Writes all files of a container, whether it runs or not. What is mounted in it is not part of it.</summary>
    public void Export(ContainerRecord record, Stream output, CancellationToken cancellationToken) =>
        Export(record.Layers, store.Containers.HasUpper(record.Id) ? store.Containers.UpperOf(record.Id) : null, output, cancellationToken);

    /// <summary>Writes all files of an image.</summary>
    public void Export(ImageRecord image, Stream output, CancellationToken cancellationToken) =>
        Export([.. image.Layers.Select(layer => LayerStore.IdOf(layer.DiffId))], null, output, cancellationToken);

    private void Export(IReadOnlyList<string> layers, string? upper, Stream output, CancellationToken cancellationToken)
    {
        using var lease = StoreLease.Take(store, cancellationToken);
        using var view = new SnapshotMounts(store).MountView(layers, upper);
        using var root = view.Open();
        using var writer = new LayerWriter(output);
        TreeDiff.Write(null, root, writer, cancellationToken: cancellationToken);
        writer.Complete();
    }
}
