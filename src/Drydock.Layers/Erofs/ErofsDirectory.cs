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
    public static int Measure(List<KeyValuePair<byte[], ErofsInode>> sorted)
    {
        int full = 0, used = 0;
        foreach (var (name, _) in sorted)
        {
            var more = RecordBytes + name.Length;
            if (used + more > ErofsImage.BlockBytes)
            {
                full += ErofsImage.BlockBytes;
                used = 0;
            }

            used += more;
        }

        return full + used;
    }

    /// <summary>All names of a directory, in order.</summary>
    public static List<KeyValuePair<byte[], ErofsInode>> Sorted(ErofsInode directory)
    {
        var sorted = new List<KeyValuePair<byte[], ErofsInode>>(directory.Children.Count + 2)
        {
            new("."u8.ToArray(), directory),
            new(".."u8.ToArray(), directory.Details.Parent!),
        };
        sorted.AddRange(directory.Children);
        sorted.Sort((x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key));
        return sorted;
    }

    /// <summary>The data of a directory, of the size that <see cref="Measure"/> says.</summary>
    public static byte[] Encode(ErofsInode directory)
    {
        var bytes = new byte[directory.DataLength];
        Encode(Sorted(directory), bytes);
        return bytes;
    }

    private static void Encode(List<KeyValuePair<byte[], ErofsInode>> sorted, Span<byte> data)
    {
        for (var first = 0; first < sorted.Count;)
        {
            var (count, used) = (0, 0);
            while (first + count < sorted.Count && used + RecordBytes + sorted[first + count].Key.Length <= ErofsImage.BlockBytes)
            {
                used += RecordBytes + sorted[first + count].Key.Length;
                count++;
            }

            EncodeBlock(sorted.GetRange(first, count), data);
            first += count;
            data = first < sorted.Count ? data[ErofsImage.BlockBytes..] : [];
        }
    }

    private static void EncodeBlock(List<KeyValuePair<byte[], ErofsInode>> names, Span<byte> block)
    {
        var nameAt = names.Count * RecordBytes;
        for (var i = 0; i < names.Count; i++)
        {
            var (name, inode) = names[i];
            var record = block[(i * RecordBytes)..];
            BinaryPrimitives.WriteInt64LittleEndian(record, inode.Position / ErofsImage.InodeSlotBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(record[8..], (ushort)nameAt);
            record[10] = FileType(inode.Type);
            name.CopyTo(block[nameAt..]);
            nameAt += name.Length;
        }
    }

    private static byte FileType(LayerEntryType type) => type switch
    {
        LayerEntryType.Regular => 1,
        LayerEntryType.Directory => 2,
        LayerEntryType.CharacterDevice => 3,
        LayerEntryType.BlockDevice => 4,
        LayerEntryType.Fifo => 5,
        _ => 7,
    };
}
