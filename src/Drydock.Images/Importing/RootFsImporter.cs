using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Layers.Whiteouts;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Importing;

/// <summary>Makes an image of one layer out of a tar of a root file system.</summary>
public static class RootFsImporter
{
    /// <summary>Takes the tar as a layer, byte for byte but for its compression.</summary>
    /// <param name="store">The store.</param>
    /// <param name="archive">A tar, plain or compressed with gzip, xz, zstd or bzip2.</param>
    /// <param name="name">What the user calls it, for messages.</param>
    /// <param name="cancellationToken">Ends the work; nothing stays.</param>
    /// <exception cref="ImageException">
    /// It is no tar, is damaged, or has a file whose name means a deletion in a layer: such a file
    /// cannot be part of an image.
    /// </exception>
    public static LayerRecord ImportLayer(Store store, Stream archive, string name, CancellationToken cancellationToken)
    {
        using var draft = store.NewLayer();
        try
        {
            using var tar = Decompressor.Open(archive, leaveOpen: true);
            return draft.Commit(LayerImporter.Import(tar, draft.Tar, draft.Index, inspect: Check, cancellationToken: cancellationToken));
        }
        catch (LayerException e)
        {
            throw new ImageException($"cannot import {name}: {e.Message}", e);
        }

        void Check(LayerEntry entry)
        {
            // In the tar the name is a name like any other; in a layer it would delete its neighbour.
            if (entry.Path.Name.StartsWith(WhiteoutName.Prefix))
            {
                throw new ImageException(
                    $"cannot import {name}: it has a file \"{entry.Path}\"; in an image, names that begin with .wh. mean deletions\nleave it out: tar --exclude='.wh.*'");
            }
        }
    }

    /// <summary>Writes config and record of an image of that layer.</summary>
    /// <param name="store">The store, which has the layer.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="config">The config without layers, history and time.</param>
    /// <param name="comment">What its history says.</param>
    /// <param name="name">A name for it, or null.</param>
    public static ImageRecord CreateImage(Store store, LayerRecord layer, ImageConfig config, string comment, Reference? name)
    {
        var now = OciTime.Format(store.Time.GetUtcNow());
        var complete = config with
        {
            Created = now,
            RootFs = new RootFs { DiffIds = [layer.DiffId!.Value] },
            History = [new HistoryEntry { Created = now, Comment = comment }],
        };
        var record = new ImageRecord
        {
            Name = name?.ToString(),
            Id = store.Blobs.WriteDocument(OciJson.Serialize(complete)),
            Layers = [new ImageLayer(layer.DiffId.Value, layer.TarBytes, layer.FileBytes, null)],
            Tagged = now,
            Origin = "import",
        };
        store.Images.Write(record);
        return record;
    }
}
