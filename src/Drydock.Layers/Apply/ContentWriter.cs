using Drydock.Layers.Tar;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers.Apply;

/// <summary>Writes the content of an entry from the reader's own buffer.</summary>
internal static class ContentWriter
{
    public static void Write(TarReader layer, LayerEntry entry, SafeFileHandle file)
    {
        if (layer.Sparse is { } sparse)
        {
            WriteSparse(layer, sparse, entry, file);
            return;
        }

        WriteRun(layer, file, 0, entry.Size);
    }

    /// <summary>Holes stay holes, so a small archive cannot fill a disk.</summary>
    private static void WriteSparse(TarReader layer, SparseMap sparse, LayerEntry entry, SafeFileHandle file)
    {
        RandomAccess.SetLength(file, entry.Size);
        foreach (var (offset, length) in sparse.Segments)
        {
            WriteRun(layer, file, offset, length);
        }
    }

    private static void WriteRun(TarReader layer, SafeFileHandle file, long offset, long length)
    {
        for (var end = offset + length; offset < end;)
        {
            var chunk = layer.ReadChunk(end - offset);
            RandomAccess.Write(file, chunk, offset);
            offset += chunk.Length;
        }
    }
}
