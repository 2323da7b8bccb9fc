namespace Drydock.Linux.Interop;

/// <summary>Bytes with a NUL behind them, as system calls want paths and names.</summary>
internal static class CPath
{
    /// <summary>Enough for any single name (255 bytes) and most paths.</summary>
    internal const int StackSize = 512;

    /// <summary>Copies into <paramref name="buffer"/> where it fits, else into a new array.</summary>
    internal static ReadOnlySpan<byte> Terminate(ReadOnlySpan<byte> bytes, Span<byte> buffer)
    {
        var target = bytes.Length < buffer.Length ? buffer : new byte[bytes.Length + 1];
        bytes.CopyTo(target);
        target[bytes.Length] = 0;
        return target[..(bytes.Length + 1)];
    }

    /// <summary>A path of the host, as text, in bytes with a NUL.</summary>
    internal static byte[] OfHost(string path)
    {
        var bytes = ByteText.Encode(path);
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }
}
