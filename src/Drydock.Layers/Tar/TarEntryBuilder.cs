using Drydock.Linux;

namespace Drydock.Layers.Tar;

/// <summary>Makes an entry of a header and the records that amend it.</summary>
internal static class TarEntryBuilder
{
    public static LayerEntry Build(TarHeader header, PaxRecords pax, UnixPath path, bool namedAsDirectory, byte[]? longLink, LayerLimits limits)
    {
        var size = pax.FindNumber("size") ?? header.Size;
        var type = TypeOf(header.Type, namedAsDirectory && size == 0);
        var link = type is LayerEntryType.SymbolicLink or LayerEntryType.HardLink
            ? LinkTarget(header, pax, longLink, type, limits)
            : [];
        var device = type is LayerEntryType.CharacterDevice or LayerEntryType.BlockDevice;
        var (seconds, nanoseconds) = pax.Find("mtime") is { } mtime
            ? TarNumber.ParseTime(mtime)
            : (header.Number(TarFormat.Mtime, "mtime"), 0);
        return new LayerEntry
        {
            Path = path,
            Type = type,
            Mode = (int)(header.Number(TarFormat.Mode, "mode") & 0xFFF),
            Uid = Id(pax.FindNumber("uid") ?? header.Number(TarFormat.Uid, "uid"), "uid"),
            Gid = Id(pax.FindNumber("gid") ?? header.Number(TarFormat.Gid, "gid"), "gid"),

            // A link, a directory or a device has no data, whatever its size field says.
            Size = type == LayerEntryType.Regular ? size : 0,
            MtimeSeconds = seconds,
            MtimeNanoseconds = nanoseconds,
            LinkTarget = link,
            DevMajor = device ? Id(header.Number(TarFormat.DevMajor, "device number"), "device number") : 0,
            DevMinor = device ? Id(header.Number(TarFormat.DevMinor, "device number"), "device number") : 0,
            Xattrs = pax.Xattrs(),
        };
    }

    /// <summary>The size with holes when the file is sparse, in whichever form; else null.</summary>
    public static long? SparseSize(TarHeader header, PaxRecords pax)
    {
        if (header.Type == 'S')
        {
            return header.SparseRealSize;
        }

        if (pax.Count == 0)
        {
            return null;
        }

        return pax.FindNumber("GNU.sparse.realsize") ?? pax.FindNumber("GNU.sparse.size");
    }

    private static LayerEntryType TypeOf(byte flag, bool directoryByName) => flag switch
    {
        // Archives older than POSIX mark a directory by the slash at its name's end.
        (byte)'0' or 0 or (byte)'7' or (byte)'S' => directoryByName ? LayerEntryType.Directory : LayerEntryType.Regular,
        (byte)'1' => LayerEntryType.HardLink,
        (byte)'2' => LayerEntryType.SymbolicLink,
        (byte)'3' => LayerEntryType.CharacterDevice,
        (byte)'4' => LayerEntryType.BlockDevice,
        (byte)'5' => LayerEntryType.Directory,
        (byte)'6' => LayerEntryType.Fifo,
        _ => throw new LayerException($"an entry of the archive is of type '{(char)flag}', which is no file type of a layer"),
    };

    private static byte[] LinkTarget(TarHeader header, PaxRecords pax, byte[]? longLink, LayerEntryType type, LayerLimits limits)
    {
        var target = pax.Find("linkpath") ?? longLink ?? header.LinkName();
        if (target.Length > limits.MaxLinkBytes)
        {
            throw new LayerException($"a link target of the archive is longer than {limits.MaxLinkBytes} bytes (the limit)");
        }

        if (target.AsSpan().Contains((byte)0))
        {
            throw new LayerException("the archive is damaged: a link target holds a zero byte");
        }

        return type == LayerEntryType.HardLink ? ArchivePath.Parse(target, limits).Bytes.ToArray() : target;
    }

    private static uint Id(long value, string what) => value is >= 0 and <= uint.MaxValue
        ? (uint)value
        : throw new LayerException($"the {what} {value} of an entry does not fit in 32 bits");
}
