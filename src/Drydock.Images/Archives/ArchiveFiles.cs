using System.Security.Cryptography;
using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Oci;
using Drydock.Storage;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Images.Archives;

/// <summary>
/// The files of an untrusted archive, read once: their bytes are in one nameless place of
/// <c>tmp/</c>, and the archive's paths are only words to look them up by. No path of the archive
/// ever reaches the file system.
/// </summary>
public sealed class ArchiveFiles : IDisposable
{
    private const int MaxFiles = 100_000;
    private const int MaxLinks = 8;

    private readonly SafeFileHandle _spool;
    private readonly string _spoolPath;
    private readonly Dictionary<string, ArchiveFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<Digest, ArchiveFile> _byDigest = [];

    private ArchiveFiles(string name, TempArea temp)
    {
        Name = name;
        _spool = temp.CreateFile("archive", out _spoolPath);
    }

    /// <summary>What the user calls the archive.</summary>
    public string Name { get; }

    /// <summary>Reads an archive to its end.</summary>
    /// <param name="input">A tar, plain or compressed.</param>
    /// <param name="name">What the user calls it, for messages.</param>
    /// <param name="temp">Where the bytes go.</param>
    /// <param name="cancellationToken">Ends the work; nothing stays.</param>
    /// <exception cref="ImageException">It is no tar, is damaged, or goes over a limit.</exception>
    public static ArchiveFiles Read(Stream input, string name, TempArea temp, CancellationToken cancellationToken)
    {
        var files = new ArchiveFiles(name, temp);
        try
        {
            using var tar = Decompressor.Open(input, leaveOpen: true);
            using var reader = new TarReader(tar, LayerLimits.Default with { MaxEntries = MaxFiles }, leaveOpen: true);
            files.Spool(reader, cancellationToken);
            return files;
        }
        catch (LayerException e)
        {
            files.Dispose();
            throw new ImageException($"cannot load {name}: {e.Message}", e);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The file at a path of the archive, links followed inside it; null when there is none.</summary>
    public ArchiveFile? Find(string path)
    {
        path = Normalize("", path);
        for (var followed = 0; followed <= MaxLinks; followed++)
        {
            if (_files.TryGetValue(path, out var file))
            {
                return file;
            }

            if (!_links.TryGetValue(path, out var target))
            {
                return null;
            }

            path = target;
        }

        return null;
    }

    /// <summary>The file with these bytes, wherever it is; null when there is none.</summary>
    public ArchiveFile? Find(Digest digest) => _byDigest.GetValueOrDefault(digest);

    /// <summary>Opens a file for reading.</summary>
    public Stream Open(ArchiveFile file) => new SliceStream(_spool, file.Offset, file.Size);

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="ImageException">There is none at the path, or it is too large for a document.</exception>
    public byte[] ReadDocument(string path)
    {
        var file = Find(path) ?? throw new ImageException($"{Name}: the archive has no file {path}");
        if (file.Size > OciJson.MaxDocumentBytes)
        {
            throw new ImageException($"{Name}: {path} has {file.Size} bytes; documents have at most {OciJson.MaxDocumentBytes}");
        }

        var bytes = new byte[file.Size];
        using var stream = Open(file);
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _spool.Dispose();
        TempArea.Delete(_spoolPath);
    }

    private void Spool(TarReader reader, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 18];
        var end = 0L;
        while (reader.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Normalize("", entry.Path.ToString());
            switch (entry.Type)
            {
                case LayerEntryType.Regular:
                    var file = Spool(reader.Content, end, buffer);
                    end += file.Size;
                    _files[path] = file;
                    _byDigest[file.Digest] = file;
                    break;
                case LayerEntryType.SymbolicLink:
                    _links[path] = Normalize(ParentOf(path), ByteText.Decode(entry.LinkTarget.Span));
                    break;
                case LayerEntryType.HardLink:
                    _links[path] = Normalize("", entry.HardLinkTarget.ToString());
                    break;
                default:
                    break;
            }
        }
    }

    private ArchiveFile Spool(Stream content, long offset, byte[] buffer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        for (int count; (count = content.Read(buffer)) > 0; size += count)
        {
            hash.AppendData(buffer, 0, count);
            RandomAccess.Write(_spool, buffer.AsSpan(0, count), offset + size);
        }

        return new ArchiveFile(Digest.FromSha256(hash.GetHashAndReset()), offset, size);
    }

    // Where a target would leave the archive it stays at the top, as in a chroot.
    private static string Normalize(string directory, string path)
    {
        var parts = new List<string>(path.StartsWith('/') ? [] : directory.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static string ParentOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];
}

/// <summary>One file of an archive.</summary>
/// <param name="Digest">The digest of its bytes, as read.</param>
/// <param name="Offset">Where its bytes begin in the place they were put.</param>
/// <param name="Size">Bytes.</param>
public sealed record ArchiveFile(Digest Digest, long Offset, long Size);
