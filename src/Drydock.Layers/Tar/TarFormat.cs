namespace Drydock.Layers.Tar;

/// <summary>Field places and constants of a tar header block.</summary>
/// <remarks>POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".</remarks>
internal static class TarFormat
{
    public const int BlockBytes = 512;

    /// <summary>Our writer's end of archive: two zero blocks and no padding to a record.</summary>
    public const int EndBytes = 2 * BlockBytes;

    public const long MaxOctal11 = 0x1_FFFF_FFFF;
    public const uint MaxOctal7 = 0x1F_FFFF;

    public static readonly Range Name = 0..100;
    public static readonly Range Mode = 100..108;
    public static readonly Range Uid = 108..116;
    public static readonly Range Gid = 116..124;
    public static readonly Range Size = 124..136;
    public static readonly Range Mtime = 136..148;
    public static readonly Range Checksum = 148..156;
    public const int Type = 156;
    public static readonly Range LinkName = 157..257;
    public static readonly Range Magic = 257..265;
    public static readonly Range DevMajor = 329..337;
    public static readonly Range DevMinor = 337..345;
    public static readonly Range Prefix = 345..500;

    /// <summary>Bytes from <paramref name="count"/> to the next block.</summary>
    public static int Padding(long count) => (int)(-count & (BlockBytes - 1));

    /// <summary>Sum of all bytes of a header, the checksum's own counted as blanks.</summary>
    public static (int Unsigned, int Signed) Sum(ReadOnlySpan<byte> block)
    {
        int unsigned = 0, signed = 0;
        foreach (var b in block)
        {
            unsigned += b;
            signed += (sbyte)b;
        }

        foreach (var b in block[Checksum])
        {
            unsigned += ' ' - b;
            signed += ' ' - (sbyte)b;
        }

        return (unsigned, signed);
    }
}
