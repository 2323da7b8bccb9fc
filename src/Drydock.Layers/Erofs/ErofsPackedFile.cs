using System.Buffers.Binary;

namespace Drydock.Layers.Erofs;

/// <summary>
/// A regular file with one name and no extended attributes, as nearly all are, in some forty bytes instead of an object:
/// its place in the image, mode, name, then as few bytes as each number takes.
/// </summary>
internal readonly ref struct ErofsPackedFile
{
    /// <summary>More bytes than any record takes.</summary>
    public const int MostBytes = 512;

    private const int NameOffset = 7;

    private readonly Span<byte> _record;

    private ErofsPackedFile(Span<byte> record) => _record = record;

    /// <summary>The name.</summary>
    public ReadOnlySpan<byte> Name => _record.Slice(NameOffset, _record[NameOffset - 1]);

    /// <summary>Offset of the inode in the image.</summary>
    public long Position
    {
        get => BinaryPrimitives.ReadUInt32LittleEndian(_record) * (long)ErofsImage.InodeSlotBytes;
        set => BinaryPrimitives.WriteUInt32LittleEndian(_record, (uint)(value / ErofsImage.InodeSlotBytes));
    }

    /// <summary>Whether a file can be such a record.</summary>
    public static bool CanHold(ErofsInode file) =>
        file is { Type: LayerEntryType.Regular, HasDetails: false, IsShared: false, IsWhiteout: false } && file.DataOffset % ErofsImage.BlockBytes == 0;

    /// <summary>Writes a record; returns its length.</summary>
    public static int Write(Span<byte> to, ReadOnlySpan<byte> name, ErofsInode file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(to[4..], file.Mode);
        to[6] = (byte)name.Length;
        name.CopyTo(to[NameOffset..]);
        var at = NameOffset + name.Length;
        WriteNumber(to, ref at, file.Uid);
        WriteNumber(to, ref at, file.Gid);
        WriteNumber(to, ref at, (ulong)file.Size);
        WriteNumber(to, ref at, (ulong)((file.MtimeSeconds << 1) ^ (file.MtimeSeconds >> 63)));
        WriteNumber(to, ref at, (ulong)file.MtimeNanoseconds);
        WriteNumber(to, ref at, (ulong)(file.DataOffset / ErofsImage.BlockBytes));
        return at;
    }

    /// <summary>The record at <paramref name="at"/>, which moves behind it.</summary>
    public static ErofsPackedFile Read(Span<byte> chunk, ref int at)
    {
        var start = at;
        at += NameOffset + chunk[start + NameOffset - 1];
        for (var numbers = 0; numbers < 6; numbers++)
        {
            ReadNumber(chunk, ref at);
        }

        return new ErofsPackedFile(chunk[start..at]);
    }

    /// <summary>The file as an object.</summary>
    public ErofsInode ToInode()
    {
        var at = NameOffset + Name.Length;
        var entry = new PackedNumbers
        {
            Mode = BinaryPrimitives.ReadUInt16LittleEndian(_record[4..]),
            Uid = (uint)ReadNumber(_record, ref at),
            Gid = (uint)ReadNumber(_record, ref at),
            Size = (long)ReadNumber(_record, ref at),
            MtimeSeconds = Signed(ReadNumber(_record, ref at)),
            MtimeNanoseconds = (int)ReadNumber(_record, ref at),
            DataOffset = (long)ReadNumber(_record, ref at) * ErofsImage.BlockBytes,
        };
        return new ErofsInode(entry) { Position = Position };
    }

    private static long Signed(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private static void WriteNumber(Span<byte> to, ref int at, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            to[at++] = (byte)(number | 0x80);
        }

        to[at++] = (byte)number;
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> from, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = from[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }
}

/// <summary>What the numbers of a packed file are.</summary>
internal readonly struct PackedNumbers
{
    public required ushort Mode { get; init; }

    public required uint Uid { get; init; }

    public required uint Gid { get; init; }

    public required long Size { get; init; }

    public required long MtimeSeconds { get; init; }

    public required int MtimeNanoseconds { get; init; }

    public required long DataOffset { get; init; }
}
