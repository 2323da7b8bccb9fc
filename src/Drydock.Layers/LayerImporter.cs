using Drydock.Layers.Erofs;
using Drydock.Layers.Tar;
using Drydock.Oci;

namespace Drydock.Layers;

/// <summary>Takes in a layer tar that was written elsewhere: byte for byte, with index and DiffID.</summary>
public static class LayerImporter
{
    /// <summary>
    /// Copies an uncompressed layer tar to <paramref name="output"/> while its DiffID is computed and
    /// <paramref name="index"/> is told of every entry. Bytes behind the archive's end belong to the
    /// DiffID and are kept.
    /// </summary>
    /// <param name="tar">The uncompressed tar, as <see cref="Compression.Decompressor"/> gives it.</param>
    /// <param name="output">Takes the same bytes; stays open.</param>
    /// <param name="index">Told of every entry, or null.</param>
    /// <param name="limits">Caps; null for the defaults.</param>
    /// <param name="inspect">Shown every entry before it counts; what it throws ends the import.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    /// <exception cref="LayerException">The tar is damaged or goes over a limit.</exception>
    public static LayerSummary Import(Stream tar, Stream output, ErofsIndexBuilder? index = null, LayerLimits? limits = null, Action<LayerEntry>? inspect = null, CancellationToken cancellationToken = default)
    {
        using var sink = new HashingSink(output);
        using var tee = new TeeReadStream(tar, sink);
        using var reader = new TarReader(tee, limits, leaveOpen: true);
        long fileBytes = 0;
        var entries = 0;
        while (reader.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            inspect?.Invoke(entry);
            if (reader.IsSparse)
            {
                index?.Reject($"\"{entry.Path}\" is stored as a sparse file");
            }

            index?.Add(entry, reader.DataOffset);
            fileBytes += entry.Size;
            entries++;
        }

        reader.Drain();
        return new LayerSummary(Digest.FromSha256(sink.Complete()), tee.Count, fileBytes, entries);
    }
}
