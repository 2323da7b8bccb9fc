using System.Buffers.Binary;

namespace Drydock.Layers.Erofs;

/// <summary>Encodes the blocks of a directory.</summary>
/// <remarks>
/// Each block: records of 12 bytes (number of the inode, offset of the name, type), then the names.
/// Names are in byte order over all blocks, <c>.</c> and <c>..</c> among them: the kernel searches
/// by halves.
/// </remarks>
internal static class ErofsDirectory
{
    private const int RecordBytes = 12;

    /// <summary>Size of the data, which does not depend on where the children's inodes are.</summary>
    public static int Measure(ErofsInode directory)
    {
        int full = 0, used = 0;
        foreach (var piece in Names(directory))
        {
            if (piece.Inode is not null)
            {
                Count(piece.Name);
            }

            for (var at = piece.Start; at < piece.End;)
            {
                Count(ErofsPackedFile.Read(piece.Chunk, ref at).Name);
            }
        }

        return full + used;

        void Count(ReadOnlySpan<byte> name)
        {
            if (used + RecordBytes + name.Length > ErofsImage.BlockBytes)
            {
                full += ErofsImage.BlockBytes;
                used = 0;
            }

            used += RecordBytes + name.Length;
        }
    }

    /// <summary>The data of a directory, of the size that <see cref="Measure"/> says.</summary>
    public static byte[] Encode(ErofsInode directory)
    {
        var bytes = new byte[directory.DataLength];
        var blocks = new Blocks(bytes);
        foreach (var piece in Names(directory))
        {
            if (piece.Inode is { } inode)
            {
                blocks.Add(piece.Name, inode.Position, FileType(inode.Type));
            }

            for (var at = piece.Start; at < piece.End;)
            {
                var file = ErofsPackedFile.Read(piece.Chunk, ref at);
                blocks.Add(file.Name, file.Position, FileType(LayerEntryType.Regular));
            }
        }

        blocks.Close();
        return bytes;
    }

    private static List<ErofsPiece> Names(ErofsInode directory) =>
        directory.Children.InOrder(new("."u8.ToArray(), directory), new(".."u8.ToArray(), directory.Details.Parent!));

    private static byte FileType(LayerEntryType type) => type switch
    {
        LayerEntryType.Regular => 1,
        LayerEntryType.Directory => 2,
        LayerEntryType.CharacterDevice => 3,
        LayerEntryType.BlockDevice => 4,
        LayerEntryType.Fifo => 5,
        _ => 7,
    };

    // Where names begin is known once the block is full: until then they stand aside.
    private ref struct Blocks(Span<byte> data)
    {
        private readonly byte[] _names = new byte[ErofsImage.BlockBytes];
        private Span<byte> _block = data;
        private int _count;
        private int _nameBytes;

        public void Add(scoped ReadOnlySpan<byte> name, long position, byte type)
        {
            if ((_count * RecordBytes) + _nameBytes + RecordBytes + name.Length > ErofsImage.BlockBytes)
            {
                Close();
                _block = _block[ErofsImage.BlockBytes..];
                _count = _nameBytes = 0;
            }

            var record = _block[(_count++ * RecordBytes)..];
            BinaryPrimitives.WriteInt64LittleEndian(record, position / ErofsImage.InodeSlotBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(record[8..], (ushort)_nameBytes);
            record[10] = type;
            name.CopyTo(_names.AsSpan(_nameBytes));
            _nameBytes += name.Length;
        }

        public readonly void Close()
        {
            var start = _count * RecordBytes;
            for (var i = 0; i < _count; i++)
            {
                var offset = _block[((i * RecordBytes) + 8)..];
                BinaryPrimitives.WriteUInt16LittleEndian(offset, (ushort)(start + BinaryPrimitives.ReadUInt16LittleEndian(offset)));
            }

            _names.AsSpan(0, _nameBytes).CopyTo(_block[start..]);
        }
    }
}
