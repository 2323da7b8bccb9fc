using System.Security.Cryptography;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Oci;

namespace Drydock.Layers.Validation;

/// <summary>Recomputes all that is claimed of a layer.</summary>
public static class LayerValidator
{
    /// <summary>Reads a blob, compressed or not, and reports every mismatch, not the first; empty when all is as claimed.</summary>
    /// <param name="blob">The blob as it is stored or sent.</param>
    /// <param name="digest">Claimed digest of the blob, or null not to check.</param>
    /// <param name="size">Claimed size of the blob in bytes, or null not to check.</param>
    /// <param name="diffId">Claimed digest of the uncompressed tar, or null not to check.</param>
    /// <param name="requireCanonical">Whether entries must also be in the order our own writer gives.</param>
    /// <param name="limits">Caps; null for the defaults.</param>
    /// <returns>One sentence for each mismatch.</returns>
    public static IReadOnlyList<string> Validate(Stream blob, Digest? digest, long? size, Digest? diffId, bool requireCanonical = false, LayerLimits? limits = null)
    {
        var problems = new List<string>();
        using var blobHash = new HashingReadStream(blob);
        try
        {
            using var tar = new HashingReadStream(Decompressor.Open(blobHash, limits));
            ReadEntries(tar, requireCanonical, limits, problems);
            Compare(problems, "DiffID", diffId, tar.Finish());
        }
        catch (Exception error) when (error is LayerException or NotSupportedException)
        {
            problems.Add($"the layer cannot be read: {error.Message}");
        }

        Compare(problems, "digest", digest, blobHash.Finish());
        if (size is { } claimed && claimed != blobHash.Count)
        {
            problems.Add($"the size is {blobHash.Count}, not {claimed}");
        }

        return problems;
    }

    private static void ReadEntries(Stream tar, bool requireCanonical, LayerLimits? limits, List<string> problems)
    {
        using var reader = new TarReader(tar, limits, leaveOpen: true);
        var seen = new HashSet<UnixPath>();
        var order = new EntryOrder();
        while (reader.Next() is { } entry)
        {
            if (!requireCanonical)
            {
                continue;
            }

            if (!order.Accept(entry.Path))
            {
                problems.Add($"\"{entry.Path}\" is out of order");
            }

            if (!seen.Add(entry.Path))
            {
                problems.Add($"\"{entry.Path}\" is there twice");
            }
        }
    }

    private static void Compare(List<string> problems, string what, Digest? claimed, Digest actual)
    {
        if (claimed is { } expected && expected != actual)
        {
            problems.Add($"the {what} is {actual}, not {expected}");
        }
    }

    private sealed class HashingReadStream(Stream source) : ForwardReadStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = source.Read(buffer);
            _hash.AppendData(buffer[..read]);
            Count += read;
            return read;
        }

        /// <summary>Reads the rest and says the digest of everything.</summary>
        public Digest Finish()
        {
            CopyTo(Null);
            return Digest.FromSha256(_hash.GetHashAndReset());
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
