namespace Drydock.Layers.Tar;

/// <summary>
/// Reads a tar archive entry by entry from a stream that need not seek: ustar, GNU and PAX, names
/// as bytes, sparse files with their holes filled.
/// </summary>
/// <remarks>
/// POSIX.1-2017, pax; GNU tar manual, "Tar Internals". Paths keep <c>..</c> components: whoever uses
/// them resolves them inside a root.
/// </remarks>
public sealed class TarReader : IDisposable
{
    private readonly ArchiveInput _input;
    private readonly LayerLimits _limits;
    private readonly TarHeader _header = new();
    private readonly PaxRecords _global = new();
    private readonly PaxRecords _local = new();
    private byte[]? _longName;
    private byte[]? _longLink;
    private long _globalBytes;
    private long _entries;
    private long _expandedBytes;
    private long _remaining;
    private int _padding;
    private bool _ended;

    /// <summary>Starts reading.</summary>
    /// <param name="archive">The uncompressed archive.</param>
    /// <param name="limits">Caps; null for the defaults.</param>
    /// <param name="leaveOpen">Whether <see cref="Dispose"/> leaves the stream open.</param>
    public TarReader(Stream archive, LayerLimits? limits = null, bool leaveOpen = false)
    {
        _input = new ArchiveInput(archive, leaveOpen);
        _limits = limits ?? LayerLimits.Default;
    }

    /// <summary>The current entry.</summary>
    internal LayerEntry? Current { get; private set; }

    /// <summary>Pieces of the current entry's content when it is sparse.</summary>
    internal SparseMap? Sparse { get; private set; }

    /// <summary>The caps in force.</summary>
    internal LayerLimits Limits => _limits;

    /// <summary>Offset in the archive of the current entry's data; meaningful unless <see cref="IsSparse"/>.</summary>
    public long DataOffset { get; private set; }

    /// <summary>Whether the archive holds the current entry with holes, so that its data is not in one piece.</summary>
    public bool IsSparse => Sparse is not null;

    /// <summary>The content of the current entry, holes filled in; valid until <see cref="Next"/>. Empty where there is none.</summary>
    public Stream Content => Current is null ? Stream.Null : new TarContentStream(this);

    /// <summary>Whether a file that begins with these bytes is a tar archive: its first block is a header with a right checksum.</summary>
    /// <param name="head">At least 512 bytes from the beginning, decompressed.</param>
    public static bool LooksLikeTar(ReadOnlySpan<byte> head)
    {
        try
        {
            new TarHeader().Load(head[..TarFormat.BlockBytes], 0);
            return true;
        }
        catch (LayerException)
        {
            return false;
        }
    }

    /// <summary>Goes to the next entry; null at the end of the archive.</summary>
    /// <exception cref="LayerException">The archive is damaged or goes over a limit.</exception>
    public LayerEntry? Next()
    {
        if (_ended)
        {
            return Current = null;
        }

        _input.Skip(_remaining + _padding);
        _remaining = _padding = 0;
        _local.Clear();
        _longName = _longLink = null;
        while (LoadHeader())
        {
            if (!TakeExtension())
            {
                return Current = BuildEntry();
            }
        }

        _ended = true;
        return Current = null;
    }

    /// <summary>Reads what follows the end of the archive, so that a digest of the stream is complete.</summary>
    public void Drain()
    {
        _ended = true;
        _remaining = 0;
        Current = null;
        _input.Drain();
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    /// <summary>The next stored bytes of the current entry without a copy, valid until the next call; empty at its end.</summary>
    internal ReadOnlySpan<byte> ReadChunk(long most)
    {
        if (_remaining == 0)
        {
            return [];
        }

        var chunk = _input.ReadChunk(Math.Min(most, _remaining));
        _remaining -= chunk.Length;
        return chunk;
    }

    /// <summary>Reads stored bytes of the current entry; 0 at its end.</summary>
    internal int ReadStored(Span<byte> destination)
    {
        if (_remaining == 0 || destination.IsEmpty)
        {
            return 0;
        }

        var read = _input.Read(destination[..(int)Math.Min(destination.Length, _remaining)]);
        _remaining -= read;
        return read;
    }

    private bool LoadHeader()
    {
        var offset = _input.Position;
        var block = _input.ReadBlock();
        if (block.IsEmpty)
        {
            return false;
        }

        if (block.IndexOfAnyExcept((byte)0) >= 0)
        {
            _header.Load(block, offset);
            return true;
        }

        block = _input.ReadBlock();
        return block.IndexOfAnyExcept((byte)0) < 0
            ? false
            : throw new LayerException($"the archive is damaged: a lone zero block at byte {offset}");
    }

    /// <summary>Takes in a header that is about the next one; false when this is an entry.</summary>
    private bool TakeExtension()
    {
        switch (_header.Type)
        {
            case (byte)'x' or (byte)'X':
                _local.Parse(ReadExtension(_limits.MaxPaxBytes, "PAX header"));
                return true;
            case (byte)'g':
                _globalBytes += _header.Size;
                if (_globalBytes > _limits.MaxPaxBytes)
                {
                    throw new LayerException($"the archive's global PAX headers are larger than {_limits.MaxPaxBytes} bytes (the limit)");
                }

                _global.Parse(ReadExtension(_limits.MaxPaxBytes, "PAX header"));
                return true;
            case (byte)'L':
                _longName = CutAtNul(ReadExtension(_limits.MaxPathBytes, "name"));
                return true;
            case (byte)'K':
                _longLink = CutAtNul(ReadExtension(_limits.MaxLinkBytes, "link target"));
                return true;
            case (byte)'V' or (byte)'A' or (byte)'E' or (byte)'I':
                // A volume label, and what Solaris keeps beside a file: nothing of the tree.
                _input.Skip(_header.Size + TarFormat.Padding(_header.Size));
                return true;
            default:
                return false;
        }
    }

    private byte[] ReadExtension(int most, string what)
    {
        if (_header.Size > most)
        {
            throw new LayerException($"a {what} of the archive is larger than {most} bytes (the limit)");
        }

        var bytes = new byte[_header.Size];
        _input.ReadExactly(bytes);
        _input.Skip(TarFormat.Padding(_header.Size));
        return bytes;
    }

    private static byte[] CutAtNul(byte[] bytes)
    {
        var nul = bytes.AsSpan().IndexOf((byte)0);
        return nul < 0 ? bytes : bytes[..nul];
    }

    private LayerEntry BuildEntry()
    {
        if (++_entries > _limits.MaxEntries)
        {
            throw new LayerException($"the archive has more than {_limits.MaxEntries} entries (the limit)");
        }

        var pax = _local;
        if (_global.Count > 0)
        {
            pax = new PaxRecords();
            pax.AddRange(_global);
            pax.AddRange(_local);
        }

        var rawName = pax.Find("GNU.sparse.name") ?? pax.Find("path") ?? _longName ?? _header.Name();
        var path = ArchivePath.Parse(rawName, _limits);
        try
        {
            var entry = TarEntryBuilder.Build(_header, pax, path, rawName is [.., (byte)'/'], _longLink, _limits);
            return OpenContent(entry, pax);
        }
        catch (LayerException error)
        {
            throw new LayerException($"{error.Message} (at \"{path}\")", error);
        }
    }

    private LayerEntry OpenContent(LayerEntry entry, PaxRecords pax)
    {
        var stored = entry.Size;
        Sparse = null;
        if (entry.Type == LayerEntryType.Regular && TarEntryBuilder.SparseSize(_header, pax) is { } realSize)
        {
            entry = entry with { Size = realSize };
            stored -= ReadSparseMap(pax, stored, realSize);
        }

        if (entry.Size > _limits.MaxFileBytes)
        {
            throw new LayerException($"a file of the archive is larger than {_limits.MaxFileBytes} bytes (the limit)");
        }

        _expandedBytes += entry.Size;
        DataOffset = _input.Position;
        _remaining = stored;
        _padding = TarFormat.Padding(stored);
        var read = DataOffset + stored;
        if (_expandedBytes > _limits.MaxTotalBytes || (_expandedBytes > _limits.RatioFreeBytes && _expandedBytes / _limits.MaxRatio > read))
        {
            throw new LayerException($"the archive's files expand to {_expandedBytes} bytes from {read} (over the limit)");
        }

        return entry;
    }

    /// <summary>Reads the map of a sparse file; returns how much of the stored bytes it took.</summary>
    private long ReadSparseMap(PaxRecords pax, long stored, long realSize)
    {
        long consumed = 0;
        if (_header.Type == 'S')
        {
            Sparse = SparseMap.ReadOldGnu(_header.Block, _input, _limits.MaxSparseSegments);
        }
        else if (pax.FindNumber("GNU.sparse.major") == 1)
        {
            Sparse = SparseMap.ReadPax1(_input, stored, _limits.MaxSparseSegments, out consumed);
        }
        else
        {
            Sparse = SparseMap.ReadPax0(pax, _limits.MaxSparseSegments);
        }

        Sparse.Check(realSize, stored - consumed);
        return consumed;
    }
}
