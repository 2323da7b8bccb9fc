using System.Buffers.Binary;
using Drydock.Linux;

namespace Drydock.Storage;

/// <summary>
/// The paths of a layer's large files at the end of its index: each with a NUL behind it, then their length in bytes,
/// then a word that says that there is such a list. Layers of small files have none.
/// </summary>
internal static class LargeFileList
{
    private const int MostBytes = 16 * 1024 * 1024;

    private static ReadOnlySpan<byte> Magic => "drydocklarge"u8;

    private static int TailBytes => sizeof(int) + Magic.Length;

    /// <summary>Writes the list where a stream is, if there is anything to list.</summary>
    internal static void Write(Stream stream, IEnumerable<UnixPath> files)
    {
        var list = new MemoryStream();
        foreach (var file in files)
        {
            list.Write(file.Bytes);
            list.WriteByte(0);
        }

        if (list.Length == 0)
        {
            return;
        }

        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, (int)list.Length);
        list.Write(length);
        list.Write(Magic);
        stream.Write(list.GetBuffer(), 0, (int)list.Length);
    }

    /// <summary>Reads the list of an index; empty when there is none.</summary>
    /// <exception cref="IOException">The index cannot be read.</exception>
    internal static IReadOnlyList<UnixPath> Read(string indexPath)
    {
        using var handle = File.OpenHandle(indexPath);
        var end = RandomAccess.GetLength(handle) - TailBytes;
        var tail = new byte[TailBytes];
        if (end < 0 || RandomAccess.Read(handle, tail, end) < TailBytes || !tail.AsSpan(sizeof(int)).SequenceEqual(Magic)
            || BinaryPrimitives.ReadInt32LittleEndian(tail) is var length && (length < 0 || length > Math.Min(end, MostBytes)))
        {
            return [];
        }

        var list = new byte[length];
        return RandomAccess.Read(handle, list, end - length) < length ? [] : PathsOf(list);
    }

    private static List<UnixPath> PathsOf(ReadOnlySpan<byte> list)
    {
        var paths = new List<UnixPath>();
        foreach (var part in list.Split((byte)0))
        {
            if (!list[part].IsEmpty)
            {
                paths.Add(UnixPath.FromBytes(list[part]));
            }
        }

        return paths;
    }
}
