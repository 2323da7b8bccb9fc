using System.Security.Cryptography;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tar;
using Drydock.Linux.Files;
using Drydock.Oci;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers;

/// <summary>
/// Writes a layer's tar in one pass, and beside it whatever can be known from the same bytes: the
/// DiffID, digests of single files, and the index that lets the tar be mounted in place.
/// </summary>
/// <remarks>
/// The bytes depend on the entries and their order only. Whoever adds entries brings them in the
/// canonical order: sorted by path, components compared one after the other.
/// </remarks>
public sealed class LayerWriter : IDisposable
{
    private readonly HashingSink _sink;
    private readonly TarWriter _tar;
    private readonly ErofsIndexBuilder? _index;
    private IncrementalHash? _fileHash;
    private long _fileBytes;
    private int _entryCount;

    /// <summary>Starts a layer.</summary>
    /// <param name="output">Where the tar goes; stays open. Written from another thread, one write at a time.</param>
    /// <param name="index">Told of every entry and where its data lies, or null.</param>
    public LayerWriter(Stream output, ErofsIndexBuilder? index = null)
    {
        _sink = new HashingSink(output);
        _tar = new TarWriter(_sink);
        _index = index;
    }

    /// <summary>Number of entries so far.</summary>
    public int EntryCount => _entryCount;

    /// <summary>Adds an entry; <paramref name="content"/> must yield at least <see cref="LayerEntry.Size"/> bytes, of which that many are taken.</summary>
    /// <returns>The digest of the content where <paramref name="wantDigest"/> asks for it and the entry is a regular file.</returns>
    /// <exception cref="LayerException">The content ends too early: the file shrank while it was read.</exception>
    public Digest? Add(LayerEntry entry, Stream? content = null, bool wantDigest = false)
    {
        Begin(entry);
        return Copy(entry, wantDigest, (buffer, _) => content is null ? 0 : content.Read(buffer.Span));
    }

    /// <summary>Adds a regular file whose content is read from a file's beginning; the file's own position is not used.</summary>
    /// <returns>The digest of the content where <paramref name="wantDigest"/> asks for it.</returns>
    /// <exception cref="LayerException">The content ends too early: the file shrank while it was read.</exception>
    public Digest? Add(LayerEntry entry, SafeFileHandle content, bool wantDigest = false)
    {
        Begin(entry);
        return Copy(entry, wantDigest, (buffer, offset) => FileCopy.Read(content, buffer.Span, offset));
    }

    /// <summary>Ends the tar.</summary>
    public LayerSummary Complete()
    {
        _tar.Complete();
        return new LayerSummary(Digest.FromSha256(_sink.Complete()), _tar.Position, _fileBytes, _entryCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sink.Dispose();
        _fileHash?.Dispose();
    }

    private void Begin(LayerEntry entry)
    {
        // What a tar cannot keep, the index must not have either: both show one tree.
        _tar.WriteHeader(entry);
        _index?.Add(entry.MtimeNanoseconds == 0 ? entry : entry with { MtimeNanoseconds = 0 }, _tar.Position);
        _entryCount++;
    }

    private Digest? Copy(LayerEntry entry, bool wantDigest, Func<Memory<byte>, long, int> read)
    {
        if (entry.Type != LayerEntryType.Regular)
        {
            return null;
        }

        if (wantDigest)
        {
            _fileHash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }

        for (long done = 0; done < entry.Size;)
        {
            var room = _sink.Room;
            room = room[..(int)Math.Min(room.Length, entry.Size - done)];
            var count = read(room, done);
            if (count == 0)
            {
                throw new LayerException($"\"{entry.Path}\" ended after {done} of {entry.Size} bytes: it changed while it was read; try again when nothing writes to it");
            }

            if (wantDigest)
            {
                _fileHash!.AppendData(room.Span[..count]);
            }

            _sink.Advance(count);
            _tar.CountContent(count);
            done += count;
        }

        _fileBytes += entry.Size;
        if (!wantDigest)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _fileHash!.GetHashAndReset(hash);
        return Digest.FromSha256(hash);
    }
}
