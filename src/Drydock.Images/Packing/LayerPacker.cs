using Drydock.Layers.Compression;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Packing;

/// <summary>Gives layers the compressed form an output needs; a form that exists is used again.</summary>
public sealed class LayerPacker(Store store, PackOptions options)
{
    /// <summary>The descriptor of a layer's blob, which is in the store afterwards.</summary>
    /// <exception cref="ImageException">The store has lost the layer.</exception>
    public Descriptor Pack(Digest diffId)
    {
        var record = store.Layers.Find(diffId) ?? throw new ImageException($"the store has lost layer {diffId}; pull or build the image again");
        if (options.Compression == CompressionKind.None)
        {
            return new Descriptor { MediaType = MediaType(CompressionKind.None), Digest = diffId, Size = record.TarBytes };
        }

        if (Existing(record) is { } blob)
        {
            return InForm(blob);
        }

        var packed = Compress(diffId);
        store.Layers.RecordBlob(diffId, packed);
        return packed;
    }

    /// <summary>A descriptor with the media type the options want for its compression.</summary>
    public Descriptor InForm(Descriptor blob) => new()
    {
        MediaType = MediaType(KindOf(blob.MediaType)),
        Digest = blob.Digest,
        Size = blob.Size,
    };

    /// <summary>Whether a blob has a form that the options allow.</summary>
    public bool Accepts(Descriptor blob) => !options.Force || (options.Level is null && KindOf(blob.MediaType) == options.Compression);

    private Descriptor? Existing(LayerRecord record)
    {
        var blobs = (record.Blobs ?? []).Where(b => store.Blobs.Contains(b.Digest));
        // A level that was asked for cannot be read off a blob: then only a fresh one is surely right.
        return options.Force && options.Level is not null
            ? null
            : blobs.FirstOrDefault(b => KindOf(b.MediaType) == options.Compression) ?? (options.Force ? null : blobs.FirstOrDefault());
    }

    private Descriptor Compress(Digest diffId)
    {
        using var tar = store.Blobs.OpenRead(diffId);
        using var file = store.Temp.CreateLargeFile("blob", out var path);
        using var compressor = OpenCompressor(file);
        tar.CopyTo(compressor, 1 << 20);
        var blob = compressor.Complete();
        file.Flush(flushToDisk: true);
        store.Blobs.Adopt(path, blob.Digest);
        return new Descriptor { MediaType = MediaType(options.Compression), Digest = blob.Digest, Size = blob.Size };
    }

    private CompressionStream OpenCompressor(Stream output)
    {
        try
        {
            return Compressor.Open(output, options.Compression, options.Level);
        }
        catch (NotSupportedException e)
        {
            throw new ImageException(e.Message, e);
        }
    }

    /// <summary>The media type of a layer's blob.</summary>
    /// <param name="kind">How it is compressed.</param>
    /// <param name="oci">OCI's type, rather than docker's.</param>
    public static string MediaTypeOf(CompressionKind kind, bool oci) => (kind, oci) switch
    {
        (CompressionKind.None, true) => MediaTypes.OciLayer,
        (CompressionKind.None, false) => MediaTypes.DockerLayer,
        (CompressionKind.Gzip, true) => MediaTypes.OciLayerGzip,
        (CompressionKind.Gzip, false) => MediaTypes.DockerLayerGzip,
        // Docker has no type of its own for zstd; engines that read it know the OCI one.
        _ => MediaTypes.OciLayerZstd,
    };

    private string MediaType(CompressionKind kind) => MediaTypeOf(kind, options.OciMediaTypes);

    private static CompressionKind KindOf(string mediaType) =>
        mediaType.EndsWith("gzip", StringComparison.Ordinal) ? CompressionKind.Gzip
        : mediaType.EndsWith("zstd", StringComparison.Ordinal) ? CompressionKind.Zstd
        : CompressionKind.None;
}
