using Drydock.Layers.Compression.Interop;

namespace Drydock.Layers.Compression;

/// <summary>The checksum of gzip: CRC-32 of ISO 3309, reflected.</summary>
internal static unsafe class Crc32
{
    private static readonly uint[] s_table = MakeTable();

    /// <summary>The checksum of what <paramref name="crc"/> is of, followed by <paramref name="data"/>. Begins with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        if (!Isal.IsAvailable)
        {
            return AppendManaged(crc, data);
        }

        fixed (byte* from = data)
        {
            return Isal.Crc32(crc, from, (ulong)data.Length);
        }
    }

    /// <summary>Eight bytes at a time, by eight tables.</summary>
    internal static uint AppendManaged(uint crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        var table = s_table;
        for (; data.Length >= 8; data = data[8..])
        {
            var low = crc ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data);
            var high = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = table[0x700 + (low & 0xFF)] ^ table[0x600 + ((low >> 8) & 0xFF)] ^ table[0x500 + ((low >> 16) & 0xFF)] ^ table[0x400 + (low >> 24)]
                ^ table[0x300 + (high & 0xFF)] ^ table[0x200 + ((high >> 8) & 0xFF)] ^ table[0x100 + ((high >> 16) & 0xFF)] ^ table[high >> 24];
        }

        foreach (var b in data)
        {
            crc = table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            }

            table[i] = value;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = (table[i - 256] >> 8) ^ table[table[i - 256] & 0xFF];
        }

        return table;
    }
}
