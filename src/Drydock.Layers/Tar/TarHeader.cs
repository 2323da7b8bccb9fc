using Drydock.Linux;

namespace Drydock.Layers.Tar;

/// <summary>One decoded header block, before extended headers are applied to it.</summary>
internal sealed class TarHeader
{
    private readonly byte[] _block = new byte[TarFormat.BlockBytes];

    public ReadOnlySpan<byte> Block => _block;

    public byte Type => _block[TarFormat.Type];

    public long Size { get; private set; }

    public bool IsGnu => _block.AsSpan(TarFormat.Magic).SequenceEqual("ustar  \0"u8);

    private bool IsPosix => _block.AsSpan(TarFormat.Magic)[..6].SequenceEqual("ustar\0"u8);

    /// <summary>Takes a block in.</summary>
    /// <exception cref="LayerException">Its checksum is wrong: it is no header.</exception>
    public void Load(ReadOnlySpan<byte> block, long offset)
    {
        block.CopyTo(_block);
        var (unsigned, signed) = TarFormat.Sum(block);
        var stored = TarNumber.ParseChecksum(block[TarFormat.Checksum]);
        if (stored != unsigned && stored != signed)
        {
            throw new LayerException(offset == 0
                ? "this is not a tar archive: the checksum of its first header is wrong"
                : $"the archive is damaged: the header at byte {offset} has a wrong checksum");
        }

        Size = TarNumber.Parse(block[TarFormat.Size], "size");
        if (Size < 0)
        {
            throw new LayerException($"the archive is damaged: the header at byte {offset} has a negative size");
        }
    }

    /// <summary>The name, joined with the prefix that POSIX headers have; slashes as they stand.</summary>
    public byte[] Name()
    {
        var name = Text(TarFormat.Name);
        if (!IsPosix)
        {
            return name.ToArray();
        }

        // star's headers end their prefix early, keep times behind it, and say so at the end.
        var prefix = Text(_block.AsSpan(508).SequenceEqual("tar\0"u8) ? 345..476 : TarFormat.Prefix);
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    public byte[] LinkName() => Text(TarFormat.LinkName).ToArray();

    public long Number(Range field, string what) => TarNumber.Parse(_block.AsSpan(field), what);

    /// <summary>The size of a GNU sparse file with its holes.</summary>
    public long SparseRealSize => TarNumber.Parse(_block.AsSpan(483, 12), "size");

    private ReadOnlySpan<byte> Text(Range field)
    {
        var text = _block.AsSpan(field);
        var nul = text.IndexOf((byte)0);
        return nul < 0 ? text : text[..nul];
    }
}

/// <summary>Paths as archives write them.</summary>
internal static class ArchivePath
{
    /// <summary>Drops slashes at both ends and components that are <c>.</c>; keeps <c>..</c>, whose meaning depends on links.</summary>
    public static UnixPath Parse(ReadOnlySpan<byte> name, LayerLimits limits)
    {
        if (name.Contains((byte)0))
        {
            throw new LayerException("the archive is damaged: a name holds a zero byte");
        }

        if (name.Length > limits.MaxPathBytes)
        {
            throw new LayerException($"a name of the archive is longer than {limits.MaxPathBytes} bytes (the limit)");
        }

        if (name.Count((byte)'/') >= limits.MaxPathDepth)
        {
            throw new LayerException($"a name of the archive has more than {limits.MaxPathDepth} components (the limit)");
        }

        return HasDot(name) ? WithoutDots(name) : UnixPath.FromBytes(name);
    }

    private static bool HasDot(ReadOnlySpan<byte> name) =>
        name is [(byte)'.'] or [(byte)'.', (byte)'/', ..] || name.EndsWith("/."u8) || name.IndexOf("/./"u8) >= 0;

    private static UnixPath WithoutDots(ReadOnlySpan<byte> name)
    {
        var kept = new List<byte>(name.Length);
        foreach (var part in name.Split((byte)'/'))
        {
            if (name[part] is not ([] or [(byte)'.']))
            {
                kept.Add((byte)'/');
                kept.AddRange(name[part]);
            }
        }

        return UnixPath.FromBytes([.. kept]);
    }
}
