using System.Buffers.Binary;
using System.Numerics;
using Drydock.Layers.Whiteouts;

namespace Drydock.Layers.Erofs;

/// <summary>Lays a tree out as an EROFS image and writes it.</summary>
/// <remarks>
/// Linux, fs/erofs/erofs_fs.h. Blocks are of 512 bytes because a tar's data is aligned so. In order:
/// superblock and device table, inodes with their attributes and short data, directories and link
/// targets too long to stand beside their inode. Nothing in it depends on time or chance.
/// </remarks>
internal static class ErofsImage
{
    public const int BlockBytes = 512;
    public const int InodeSlotBytes = 32;

    private const int BlockBits = 9;
    private const int InodeBytes = 64;
    private const int SuperblockOffset = 1024;
    private const int FirstInode = 3 * BlockBytes;

    /// <summary>Data up to this size finds room behind its inode within one block, wherever attributes end.</summary>
    private const int MaxInlineBytes = BlockBytes - InodeSlotBytes;

    public static void Write(ErofsInode root, Stream output, long tarBytes)
    {
        if (tarBytes > (long)uint.MaxValue * BlockBytes)
        {
            throw new LayerException("the layer is larger than 2 TiB, which an index cannot address");
        }

        var order = new ErofsOrder(root);
        foreach (var inode in order.Known)
        {
            Measure(inode);
        }

        var (count, end) = Place(order);
        using var image = new PaddedWriter(output, end);
        image.Write(Superblock(root, count, end / BlockBytes, tarBytes));
        var number = 0u;
        foreach (var inode in order.All())
        {
            image.PadTo(inode.Position);
            WriteInode(image, inode, ++number);
        }

        foreach (var inode in order.Known)
        {
            if (inode.DataLength > 0 && !inode.IsInline)
            {
                image.PadTo(inode.Details.DataBlock * BlockBytes);
                image.Write(DataOf(inode));
            }

            // Another image may be written of the same tree.
            inode.Links = 0;
        }

        image.PadTo(end);
        image.Flush();
    }

    private static void Measure(ErofsInode inode)
    {
        if (!inode.HasDetails)
        {
            return;
        }

        var details = inode.Details;
        var attributes = details.Xattrs.Where(item => !OverlayForm.IsOwn(item));
        if (inode.IsOpaque)
        {
            attributes = XattrSet.Create([.. attributes, new Xattr(OverlayForm.OpaqueName(OverlayXattrs.Trusted), OverlayForm.OpaqueValue.ToArray())]);
        }

        details.XattrBody = ErofsXattrs.Encode(attributes);
        details.DataLength = inode.Type switch
        {
            LayerEntryType.Directory => ErofsDirectory.Measure(inode),
            LayerEntryType.SymbolicLink => details.LinkTarget.Length,
            _ => 0,
        };
        inode.IsInline = details.DataLength is > 0 and <= MaxInlineBytes;
    }

    private static ReadOnlySpan<byte> DataOf(ErofsInode inode) => inode.IsDirectory ? ErofsDirectory.Encode(inode) : inode.LinkTarget.Span;

    /// <summary>Gives every inode and every block of data its place; returns the number of inodes and the size of the image.</summary>
    private static (int Count, long End) Place(ErofsOrder order)
    {
        long at = FirstInode;
        var count = order.Place(inode =>
        {
            var head = InodeBytes + inode.XattrBody.Length;
            while (inode.IsInline && ((at + head) % BlockBytes) + inode.DataLength > BlockBytes)
            {
                at += InodeSlotBytes;
            }

            inode.Position = at;
            at += head + (inode.IsInline ? inode.DataLength : HasChunk(inode) ? 8 + 4 : 0);
            at = (at + InodeSlotBytes - 1) / InodeSlotBytes * InodeSlotBytes;
        });

        var block = (at + BlockBytes - 1) / BlockBytes;
        foreach (var inode in order.Known)
        {
            if (inode.DataLength > 0 && !inode.IsInline)
            {
                inode.Details.DataBlock = block;
                block += (inode.DataLength + BlockBytes - 1) / BlockBytes;
            }
        }

        return (count, block * BlockBytes);
    }

    private static bool HasChunk(ErofsInode inode) => inode is { Type: LayerEntryType.Regular, Size: > 0 };

    private static byte[] Superblock(ErofsInode root, int inodes, long blocks, long tarBytes)
    {
        const uint compatMtime = 0x2, incompatChunked = 0x4, incompatDevices = 0x8;
        var bytes = new byte[FirstInode];
        var super = bytes.AsSpan(SuperblockOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(super, 0xE0F5E1E2);
        BinaryPrimitives.WriteUInt32LittleEndian(super[8..], compatMtime);
        super[12] = BlockBits;
        BinaryPrimitives.WriteUInt16LittleEndian(super[14..], (ushort)(root.Position / InodeSlotBytes));
        BinaryPrimitives.WriteInt64LittleEndian(super[16..], inodes);
        BinaryPrimitives.WriteUInt32LittleEndian(super[36..], (uint)blocks);
        BinaryPrimitives.WriteUInt32LittleEndian(super[80..], incompatChunked | incompatDevices);
        BinaryPrimitives.WriteUInt16LittleEndian(super[86..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(super[88..], (SuperblockOffset + 128) / 128);
        BinaryPrimitives.WriteUInt32LittleEndian(super[(128 + 64)..], (uint)((tarBytes + BlockBytes - 1) / BlockBytes));
        return bytes;
    }

    private static void WriteInode(PaddedWriter image, ErofsInode inode, uint number)
    {
        const int flatPlain = 0, flatInline = 2, chunkBased = 4;
        var layout = inode.IsInline ? flatInline : HasChunk(inode) ? chunkBased : flatPlain;
        Span<byte> bytes = stackalloc byte[InodeBytes];
        bytes.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(1 | (layout << 1)));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], XattrUnits(inode));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)(TypeBits(inode.Type) | inode.Mode));
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], inode.DataLength > 0 ? inode.DataLength : inode.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], Union(inode, layout == chunkBased));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], inode.Uid);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], inode.Gid);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], inode.MtimeSeconds);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], inode.MtimeNanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[44..], inode.IsDirectory ? 2 + inode.Children.Open.Count(child => child.Value.IsDirectory) : inode.Links);
        image.Write(bytes);
        image.Write(inode.XattrBody);
        if (inode.IsInline)
        {
            image.Write(DataOf(inode));
        }
        else if (layout == chunkBased)
        {
            WriteChunk(image, inode.DataOffset / BlockBytes);
        }
    }

    /// <summary>One chunk holds a whole file: it says that its blocks are on device 1, the tar.</summary>
    private static void WriteChunk(PaddedWriter image, long block)
    {
        image.PadTo((image.Position + 7) / 8 * 8);
        Span<byte> chunk = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(chunk, 1 << 16);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[4..], (uint)block);
        image.Write(chunk);
    }

    /// <summary>The field that means something else for each kind of file.</summary>
    private static uint Union(ErofsInode inode, bool chunked)
    {
        const uint withIndexes = 0x20;
        if (chunked)
        {
            var bits = Math.Max(BitOperations.Log2((ulong)(inode.Size - 1) | 1) + 1, BlockBits);
            return withIndexes | (uint)(bits - BlockBits);
        }

        return inode.Type is LayerEntryType.CharacterDevice or LayerEntryType.BlockDevice
            ? (inode.Details.DevMinor & 0xFF) | (inode.Details.DevMajor << 8) | ((inode.Details.DevMinor & ~0xFFu) << 12)
            : inode.HasDetails ? (uint)inode.Details.DataBlock : 0;
    }

    private static ushort XattrUnits(ErofsInode inode) =>
        inode.XattrBody.Length == 0 ? (ushort)0 : (ushort)(1 + ((inode.XattrBody.Length - ErofsXattrs.HeaderBytes) / 4));

    private static int TypeBits(LayerEntryType type) => type switch
    {
        LayerEntryType.Regular => 0x8000,
        LayerEntryType.Directory => 0x4000,
        LayerEntryType.SymbolicLink => 0xA000,
        LayerEntryType.CharacterDevice => 0x2000,
        LayerEntryType.BlockDevice => 0x6000,
        _ => 0x1000,
    };
}
