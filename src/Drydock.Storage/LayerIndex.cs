using System.Buffers;
using System.Security.Cryptography;
using Drydock.Layers;
using Drydock.Layers.Erofs;
using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>
/// EROFS indexes as files. The first kilobyte of one is the file system's to leave alone; there is a digest of
/// the rest and of the DiffID it belongs to, so that damage is found. Behind what the file system knows of may be a
/// <see cref="LargeFileList"/>.
/// </summary>
internal static class LayerIndex
{
    private const int ReservedBytes = 1024;
    private const int HashBytes = 32;
    private const int SealBufferBytes = 64 * 1024;

    private static ReadOnlySpan<byte> Magic => "drydock-index-1\n"u8;

    /// <summary>Writes what a builder was told to <c>tmp/</c>.</summary>
    /// <returns>The path; null where there is no builder, or the layer cannot have an index.</returns>
    internal static string? Write(TempArea temp, ErofsIndexBuilder? index, LayerSummary summary)
    {
        if (index is null || index.NeedsDirectory is not null)
        {
            return null;
        }

        using var handle = temp.CreateFile("index", out var path);
        using var stream = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
        index.Write(stream, summary.TarBytes);
        LargeFileList.Write(stream, index.LargeFiles);
        var seal = Seal(stream, summary.DiffId);
        stream.Position = 0;
        stream.Write(seal);
        return path;
    }

    /// <summary>Whether an index is as it was written, for this layer.</summary>
    internal static bool IsWhole(string path, Digest diffId)
    {
        using var stream = File.OpenRead(path);
        var seal = new byte[Magic.Length + HashBytes];
        return stream.ReadAtLeast(seal, seal.Length, throwOnEndOfStream: false) == seal.Length && seal.AsSpan().SequenceEqual(Seal(stream, diffId));
    }

    private static byte[] Seal(FileStream stream, Digest diffId)
    {
        stream.Position = ReservedBytes;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes(diffId.ToString()));
        var buffer = ArrayPool<byte>.Shared.Rent(SealBufferBytes);
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return [.. Magic, .. hash.GetHashAndReset()];
    }
}
