using System.Collections.Concurrent;
using System.Security.Cryptography;
using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Reads every blob. What its bytes do not give the digest of goes; a tar is made again from a compressed blob that the store has of it.</summary>
internal sealed class BlobCheck(CheckRun run, StoreInventory inventory)
{
    private readonly ConcurrentDictionary<Digest, LayerSummary?> _whole = [];
    private long _bytes;

    /// <summary>The blobs that are whole; of tars of layers, what they hold.</summary>
    public IReadOnlyDictionary<Digest, LayerSummary?> Whole => _whole;

    /// <summary>Bytes of the blobs that were read.</summary>
    public long Bytes => _bytes;

    /// <summary>How many were read.</summary>
    public int Count { get; private set; }

    public void Run()
    {
        var damaged = new ConcurrentBag<(Digest Digest, string Problem)>();
        var digests = run.Store.Blobs.All().ToList();
        Count = digests.Count;
        Parallel.ForEach(digests, new ParallelOptions { CancellationToken = run.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, digest =>
        {
            if (Examine(digest) is { } problem)
            {
                damaged.Add((digest, problem));
            }
        });
        foreach (var (digest, problem) in damaged.OrderBy(d => d.Digest))
        {
            var path = run.Store.Blobs.PathOf(digest);
            var named = inventory.IsNamed(digest);
            run.Report(
                new StoreFinding(CheckedKind.Blob, digest.ToString(), problem) { IsLeftover = !named },
                () => named ? Restore(digest) ?? run.MoveAside(path) : CheckRun.Remove(path));
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(run.Store.Paths.Blobs).Where(p => !Digest.TryParse("sha256:" + Path.GetFileName(p), out _)))
        {
            run.Report(new StoreFinding(CheckedKind.File, run.Relative(path), "its name is no digest") { IsLeftover = true }, () => run.MoveAside(path));
        }
    }

    // Null when the blob is whole.
    private string? Examine(Digest digest)
    {
        try
        {
            using var stream = run.Store.Blobs.OpenRead(digest);
            Interlocked.Add(ref _bytes, stream.Length);
            LayerSummary? summary = null;
            var actual = inventory.Layers.ContainsKey(digest.Hex) && (summary = TryReadTar(stream)) is not null ? summary.DiffId : HashOf(stream);
            if (actual != digest)
            {
                return $"its bytes have digest {actual}";
            }

            _whole[digest] = summary;
            return null;
        }
        catch (IOException e)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    // A tar is hashed while its entries are read.
    private LayerSummary? TryReadTar(FileStream stream)
    {
        try
        {
            return LayerImporter.Import(stream, Stream.Null, cancellationToken: run.Cancellation);
        }
        catch (LayerException)
        {
            return null;
        }
    }

    private static Digest HashOf(FileStream stream)
    {
        stream.Position = 0;
        return Digest.FromSha256(SHA256.HashData(stream));
    }

    private string? Restore(Digest digest)
    {
        foreach (var blob in (inventory.Layers.GetValueOrDefault(digest.Hex)?.Blobs ?? []).Where(b => run.Store.Blobs.Contains(b.Digest)))
        {
            using var handle = run.Store.Temp.CreateFile("layer", out var path);
            try
            {
                using var file = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
                using var compressed = run.Store.Blobs.OpenRead(blob.Digest);
                using var tar = Decompressor.Open(compressed);
                var summary = LayerImporter.Import(tar, file, cancellationToken: run.Cancellation);
                if (summary.DiffId == digest)
                {
                    file.Flush(flushToDisk: true);
                    run.Store.Blobs.Adopt(path, digest, replace: true);
                    _whole[digest] = summary;
                    return $"made again from {blob.Digest}";
                }
            }
            catch (LayerException)
            {
                // That one is damaged too.
            }
            finally
            {
                File.Delete(path);
            }
        }

        return null;
    }
}
