using System.Buffers;
using Drydock.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers.Diff;

/// <summary>Compares two files byte by byte.</summary>
public static class SameContent
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Whether the file of one name has the same bytes in both directories; sizes are equal already.</summary>
    internal static bool Holds(LayerEntry entry, DirectoryHandle upper, DirectoryHandle lower)
    {
        if (entry is not { Type: LayerEntryType.Regular, Size: > 0 })
        {
            return true;
        }

        using var x = upper.OpenRead(entry.Path.Name);
        using var y = lower.OpenRead(entry.Path.Name);
        return Holds(x, y);
    }

    /// <summary>Whether two streams give the same bytes up to their ends.</summary>
    public static bool Holds(Stream x, Stream y)
    {
        var (left, right) = (new byte[BufferBytes], new byte[BufferBytes]);
        while (true)
        {
            var count = x.ReadAtLeast(left, BufferBytes, throwOnEndOfStream: false);
            if (count != y.ReadAtLeast(right, BufferBytes, throwOnEndOfStream: false) || !left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
            {
                return false;
            }

            if (count < BufferBytes)
            {
                return true;
            }
        }
    }

    /// <summary>Whether two files have the same bytes.</summary>
    public static bool Holds(SafeFileHandle x, SafeFileHandle y)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(2 * BufferBytes);
        try
        {
            for (long offset = 0; ;)
            {
                var left = buffer.AsSpan(0, Fill(x, buffer.AsSpan(0, BufferBytes), offset));
                var right = buffer.AsSpan(BufferBytes, Fill(y, buffer.AsSpan(BufferBytes, BufferBytes), offset));
                if (!left.SequenceEqual(right))
                {
                    return false;
                }

                if (left.Length < BufferBytes)
                {
                    return true;
                }

                offset += BufferBytes;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var filled = 0;
        while (filled < buffer.Length && RandomAccess.Read(file, buffer[filled..], offset + filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }
}
