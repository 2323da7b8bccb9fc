using System.Buffers.Text;

namespace Drydock.Layers.Tar;

/// <summary>Where the pieces of a sparse file belong; everything else of the file is zero.</summary>
/// <remarks>GNU tar manual, "Storing Sparse Files": the old GNU form and the PAX forms 0.0, 0.1 and 1.0.</remarks>
internal sealed class SparseMap
{
    private readonly int _maxSegments;

    public SparseMap(int maxSegments) => _maxSegments = maxSegments;

    public List<(long Offset, long Length)> Segments { get; } = [];

    public void Add(long offset, long length)
    {
        if (Segments.Count >= _maxSegments)
        {
            throw new LayerException($"a sparse file of the archive has more than {_maxSegments} pieces (the limit)");
        }

        Segments.Add((offset, length));
    }

    /// <summary>The map of the old GNU form: 4 pieces in the header, 21 in each block that follows.</summary>
    public static SparseMap ReadOldGnu(ReadOnlySpan<byte> header, ArchiveInput input, int maxSegments)
    {
        var map = new SparseMap(maxSegments);
        map.AddTable(header[386..482]);
        var more = header[482] != 0;
        while (more)
        {
            var block = input.ReadBlock();
            if (block.IsEmpty)
            {
                throw Damaged();
            }

            map.AddTable(block[..504]);
            more = block[504] != 0;
        }

        return map;
    }

    /// <summary>The map of PAX form 0.0 or 0.1.</summary>
    public static SparseMap ReadPax0(PaxRecords pax, int maxSegments)
    {
        var map = new SparseMap(maxSegments);
        if (pax.Find("GNU.sparse.map") is { } list)
        {
            ReadOnlySpan<byte> rest = list;
            while (!rest.IsEmpty)
            {
                map.Add(NextNumber(ref rest, (byte)','), NextNumber(ref rest, (byte)','));
            }

            return map;
        }

        foreach (var (offset, length) in pax.FindAll("GNU.sparse.offset").Zip(pax.FindAll("GNU.sparse.numbytes")))
        {
            map.Add(TarNumber.ParseDecimal(offset, "sparse map"), TarNumber.ParseDecimal(length, "sparse map"));
        }

        return map;
    }

    /// <summary>The map of PAX form 1.0, which stands before the data; says how many bytes it took.</summary>
    public static SparseMap ReadPax1(ArchiveInput input, long available, int maxSegments, out long consumed)
    {
        var map = new SparseMap(maxSegments);
        var from = input.Position;
        var block = new byte[TarFormat.BlockBytes];
        var at = block.Length;
        var count = NextLine(input, block, ref at, available, from);
        if (count > maxSegments)
        {
            throw new LayerException($"a sparse file of the archive has more than {maxSegments} pieces (the limit)");
        }

        for (long i = 0; i < count; i++)
        {
            map.Add(NextLine(input, block, ref at, available, from), NextLine(input, block, ref at, available, from));
        }

        consumed = input.Position - from;
        return map;
    }

    /// <summary>Checks that the pieces are in order, inside the file, and as many bytes as the archive has.</summary>
    public void Check(long fileBytes, long dataBytes)
    {
        long end = 0, sum = 0;
        foreach (var (offset, length) in Segments)
        {
            if (offset < end || length < 0 || offset > fileBytes || length > fileBytes - offset)
            {
                throw Damaged();
            }

            end = offset + length;
            sum += length;
        }

        if (sum != dataBytes)
        {
            throw Damaged();
        }
    }

    private void AddTable(ReadOnlySpan<byte> table)
    {
        for (; table.Length >= 24 && table[0] != 0; table = table[24..])
        {
            Add(TarNumber.Parse(table[..12], "sparse map"), TarNumber.Parse(table[12..24], "sparse map"));
        }
    }

    private static long NextNumber(ref ReadOnlySpan<byte> text, byte separator)
    {
        if (!Utf8Parser.TryParse(text, out long value, out var used) || value < 0 || (used < text.Length && text[used] != separator))
        {
            throw Damaged();
        }

        text = used < text.Length ? text[(used + 1)..] : [];
        return value;
    }

    private static long NextLine(ArchiveInput input, byte[] block, ref int at, long available, long from)
    {
        long value = 0;
        for (var digits = 0; ; digits++)
        {
            if (at == block.Length)
            {
                if (input.Position - from + block.Length > available)
                {
                    throw Damaged();
                }

                input.ReadExactly(block);
                at = 0;
            }

            var b = block[at++];
            if (b == '\n' && digits > 0)
            {
                return value;
            }

            if (b is < (byte)'0' or > (byte)'9' || digits > 18)
            {
                throw Damaged();
            }

            value = (value * 10) + (b - '0');
        }
    }

    private static LayerException Damaged() => new("the archive is damaged: the map of a sparse file makes no sense");
}
