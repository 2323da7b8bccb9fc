using System.Buffers;
using System.Security.Cryptography;

namespace Drydock.Layers;

/// <summary>
/// Buffers what is written, and hashes and writes each full buffer on another thread while the next
/// one fills. What fits in one buffer never leaves the caller's thread.
/// </summary>
internal sealed class HashingSink : IDisposable
{
    private const int BufferBytes = 512 * 1024;

    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private byte[]? _spare;
    private int _length;
    private Task _flushing = Task.CompletedTask;

    public HashingSink(Stream output) => _output = output;

    /// <summary>Free room to read into directly; say with <see cref="Advance"/> how much was used.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (_length == _filling.Length)
            {
                Flush();
            }

            return _filling.AsMemory(_length);
        }
    }

    public void Advance(int count) => _length += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room.Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            _length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Writes the rest and returns the sha256 of everything.</summary>
    public byte[] Complete()
    {
        _flushing.GetAwaiter().GetResult();
        Process(_filling, _length);
        _length = 0;
        _output.Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        // A buffer still on its way must not outlive the hash; its failure was, or will be, reported by whoever wrote.
        ((IAsyncResult)_flushing).AsyncWaitHandle.WaitOne();
        _hash.Dispose();
        Return(ref _filling!);
        Return(ref _spare);
    }

    private static void Return(ref byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }

    private void Flush()
    {
        _flushing.GetAwaiter().GetResult();
        var (full, length) = (_filling, _length);
        (_filling, _spare) = (_spare ?? ArrayPool<byte>.Shared.Rent(BufferBytes), full);
        _length = 0;
        _flushing = Task.Run(() => Process(full, length));
    }

    private void Process(byte[] buffer, int length)
    {
        _hash.AppendData(buffer, 0, length);
        _output.Write(buffer, 0, length);
    }
}
