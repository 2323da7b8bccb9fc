namespace Drydock.Layers.Tar;

/// <summary>
/// Writes a tar archive that is a function of its entries alone: ustar where an entry fits, PAX
/// records only for what does not, whole seconds, no owner names, no access or change times.
/// </summary>
public sealed class TarWriter
{
    private static readonly byte[] s_zeros = new byte[TarFormat.EndBytes];

    private readonly Stream? _stream;
    private readonly HashingSink? _sink;
    private readonly byte[] _block = new byte[TarFormat.BlockBytes];
    private long _remaining;
    private int _padding;

    /// <summary>Starts writing; the stream stays open.</summary>
    public TarWriter(Stream output) => _stream = output;

    internal TarWriter(HashingSink output) => _sink = output;

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>Writes the header of an entry; its content, of exactly <see cref="LayerEntry.Size"/> bytes, comes next.</summary>
    /// <exception cref="InvalidOperationException">The content of the entry before is not complete.</exception>
    public void WriteHeader(LayerEntry entry)
    {
        EndContent();
        var name = entry.Type == LayerEntryType.Directory
            ? [.. entry.Path.IsRoot ? "."u8 : entry.Path.Bytes, (byte)'/']
            : entry.Path.Bytes.ToArray();
        var pax = TarHeaderEncoder.PaxRecords(entry, name);
        if (pax.Length > 0)
        {
            TarHeaderEncoder.EncodePaxHeader(_block, entry.Path, pax.Length);
            Emit(_block);
            Emit(pax);
            Emit(s_zeros.AsSpan(0, TarFormat.Padding(pax.Length)));
        }

        TarHeaderEncoder.Encode(_block, entry, name);
        Emit(_block);
        _remaining = entry.Type == LayerEntryType.Regular ? entry.Size : 0;
        _padding = TarFormat.Padding(_remaining);
    }

    /// <summary>Writes part of the content of the current entry.</summary>
    /// <exception cref="InvalidOperationException">This is more than the entry's size.</exception>
    public void WriteContent(ReadOnlySpan<byte> content)
    {
        Account(content.Length);
        Emit(content);
    }

    /// <summary>Ends the archive.</summary>
    /// <exception cref="InvalidOperationException">The content of the last entry is not complete.</exception>
    public void Complete()
    {
        EndContent();
        Emit(s_zeros);
    }

    /// <summary>Counts content that was put into the sink directly.</summary>
    internal void CountContent(int count)
    {
        Account(count);
        Position += count;
    }

    private void Account(int count)
    {
        if (count > _remaining)
        {
            throw new InvalidOperationException("An entry's content is longer than its size.");
        }

        _remaining -= count;
    }

    private void EndContent()
    {
        if (_remaining > 0)
        {
            throw new InvalidOperationException($"An entry's content is {_remaining} bytes shorter than its size.");
        }

        Emit(s_zeros.AsSpan(0, _padding));
        _padding = 0;
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        if (_sink is null)
        {
            _stream!.Write(bytes);
        }
        else
        {
            _sink.Write(bytes);
        }

        Position += bytes.Length;
    }
}
