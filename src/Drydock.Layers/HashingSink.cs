using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace Drydock.Layers;

/// <summary>
/// Buffers what is written, and hashes and writes full buffers on a thread of its own while the next
/// ones fill. What fits in one buffer never leaves the caller's thread.
/// </summary>
internal sealed class HashingSink : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const int MostWaiting = 3;
    private const int StackBytes = 256 * 1024;

    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly object _gate = new();
    private readonly Queue<(byte[] Buffer, int Length)> _waiting = new();
    private readonly Stack<byte[]> _spare = new();
    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _length;
    private Thread? _worker;
    private bool _isBusy;
    private bool _isEnding;
    private Exception? _failure;

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
        lock (_gate)
        {
            while (_waiting.Count > 0 || _isBusy)
            {
                Monitor.Wait(_gate);
            }
        }

        ThrowFailure();
        Process(_filling, _length);
        _length = 0;
        _output.Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        // A buffer still on its way must not outlive the hash; its failure was, or will be, reported by whoever wrote.
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }

        _worker?.Join();
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_filling);
        _filling = [];
        while (_spare.TryPop(out var buffer))
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Flush()
    {
        lock (_gate)
        {
            while (_waiting.Count == MostWaiting)
            {
                Monitor.Wait(_gate);
            }

            ThrowFailure();
            _waiting.Enqueue((_filling, _length));
            _filling = _spare.TryPop(out var spare) ? spare : ArrayPool<byte>.Shared.Rent(BufferBytes);
            _length = 0;
            Monitor.PulseAll(_gate);
        }

        if (_worker is null)
        {
            _worker = new Thread(Work, StackBytes) { IsBackground = true, Name = "layer" };
            _worker.Start();
        }
    }

    // After a failure buffers are only taken, so that nobody waits for room.
    private void Work()
    {
        while (Take() is { } full)
        {
            try
            {
                if (_failure is null)
                {
                    Process(full.Buffer, full.Length);
                }
            }
            catch (Exception e)
            {
                _failure = e;
            }

            lock (_gate)
            {
                _isBusy = false;
                _spare.Push(full.Buffer);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private (byte[] Buffer, int Length)? Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isEnding)
            {
                Monitor.Wait(_gate);
            }

            _isBusy = _waiting.TryDequeue(out var full);
            return _isBusy ? full : null;
        }
    }

    private void ThrowFailure()
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Process(byte[] buffer, int length)
    {
        _hash.AppendData(buffer, 0, length);
        _output.Write(buffer, 0, length);
    }
}
