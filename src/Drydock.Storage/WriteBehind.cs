using Drydock.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Storage;

/// <summary>
/// Has a large file written to the disk while it grows, on a thread of its own: a sync at its end finds little to do,
/// and whoever writes never waits for the disk. What lies behind the first part leaves the page cache once it is on
/// the disk: new pages may cost much more than the writing, as they do in a virtual machine whose memory was not
/// used before, and a file that large would take them from others.
/// </summary>
internal sealed class WriteBehind : IDisposable
{
    private const int StackBytes = 128 * 1024;

    private readonly SafeFileHandle _file;
    private readonly WriteBehindSizes _sizes;
    private readonly object _gate = new();
    private Thread? _worker;
    private long _written;
    private long _started;
    private bool _isEnding;

    public WriteBehind(SafeFileHandle file, WriteBehindSizes sizes) => (_file, _sizes) = (file, sizes);

    /// <summary>Says how long the file is now.</summary>
    public void Advance(long written)
    {
        if (written < _sizes.Least || written - _written < _sizes.Step)
        {
            return;
        }

        lock (_gate)
        {
            _written = written;
            Monitor.Pulse(_gate);
        }

        if (_worker is null)
        {
            _worker = new Thread(Work, StackBytes) { IsBackground = true, Name = "write behind" };
            _worker.Start();
        }
    }

    /// <summary>Ends the work; what is not written yet is left to the kernel.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.Pulse(_gate);
        }

        _worker?.Join();
    }

    private void Work()
    {
        while (HasStep())
        {
            PageCache.StartWriting(_file, _started, _sizes.Step);
            _started += _sizes.Step;
            if (_started > _sizes.Kept)
            {
                // From the same place each time: what was on its way the last time has arrived.
                PageCache.DropWritten(_file, _sizes.Kept, _started - _sizes.Kept);
            }
        }
    }

    private bool HasStep()
    {
        lock (_gate)
        {
            while (_written - _started < _sizes.Step && !_isEnding)
            {
                Monitor.Wait(_gate);
            }

            return !_isEnding;
        }
    }
}

/// <summary>When a <see cref="WriteBehind"/> does what, in bytes of the file.</summary>
/// <param name="Least">Nothing happens to a shorter file.</param>
/// <param name="Step">How much is written at a time.</param>
/// <param name="Kept">What stays in the page cache: a layer of ordinary size does, for the RUN that reads it next.</param>
internal sealed record WriteBehindSizes(long Least, long Step, long Kept)
{
    public static WriteBehindSizes Default { get; } = new(32 << 20, 8 << 20, 256 << 20);
}
