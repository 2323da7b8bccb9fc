using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>Immutable content, named by its sha256 digest.</summary>
public sealed class BlobStore
{
    private readonly string _directory;
    private readonly TempArea _temp;

    internal BlobStore(string directory, TempArea temp)
    {
        _directory = directory;
        _temp = temp;
    }

    /// <summary>Where the blob lies, or would lie.</summary>
    /// <exception cref="NotSupportedException">The digest is not sha256.</exception>
    public string PathOf(Digest digest) => digest.Algorithm == "sha256"
        ? Path.Combine(_directory, digest.Hex)
        : throw new NotSupportedException($"content under {digest.Algorithm} cannot be kept in the store: only sha256");

    /// <summary>Whether the blob is there.</summary>
    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>The size of the blob in bytes, or null when it is not there.</summary>
    public long? SizeOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>Opens the blob for sequential reading. What was written was verified; the bytes are not hashed again here.</summary>
    /// <exception cref="StoreException">The blob is not there.</exception>
    public FileStream OpenRead(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (FileNotFoundException e)
        {
            throw new StoreException($"the store has no blob {digest}; run \"drydock fsck\" to see what else is missing", e);
        }
    }

    /// <summary>Reads a document (manifest, config) and checks its digest.</summary>
    /// <exception cref="StoreException">The blob is not there, too large for a document, or damaged.</exception>
    public byte[] ReadDocument(Digest digest)
    {
        using var stream = OpenRead(digest);
        if (stream.Length > OciJson.MaxDocumentBytes)
        {
            throw new StoreException($"the blob {digest} has {stream.Length} bytes; documents have at most {OciJson.MaxDocumentBytes}");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Digest.OfBytes(bytes) == digest
            ? bytes
            : throw new StoreException($"the blob {digest} is damaged: its bytes have digest {Digest.OfBytes(bytes)}; run \"drydock fsck --repair\"");
    }

    /// <summary>Keeps a small document and returns its digest.</summary>
    public Digest WriteDocument(ReadOnlySpan<byte> bytes)
    {
        var digest = Digest.OfBytes(bytes);
        if (!Contains(digest))
        {
            _temp.WriteFile(PathOf(digest), bytes);
        }

        return digest;
    }

    /// <summary>
    /// Takes a file in <c>tmp/</c> whose bytes the caller has hashed, or verified against the digest.
    /// It is gone from <c>tmp/</c> afterwards.
    /// </summary>
    /// <param name="tempPath">The file.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="replace">Whether a blob that is there may be damaged, so that this one takes its place.</param>
    public void Adopt(string tempPath, Digest digest, bool replace = false)
    {
        if (!replace && Contains(digest))
        {
            File.Delete(tempPath);
            return;
        }

        File.Move(tempPath, PathOf(digest), overwrite: true);
    }

    /// <summary>Puts a blob's bytes on disk for good.</summary>
    public void Sync(Digest digest) => HostSync.File(PathOf(digest));

    /// <summary>Removes a blob; nothing happens when it is not there.</summary>
    public void Delete(Digest digest) => File.Delete(PathOf(digest));

    /// <summary>The digests of all blobs, in no particular order.</summary>
    public IEnumerable<Digest> All()
    {
        foreach (var path in Directory.EnumerateFiles(_directory))
        {
            if (Digest.TryParse("sha256:" + Path.GetFileName(path), out var digest))
            {
                yield return digest;
            }
        }
    }
}
