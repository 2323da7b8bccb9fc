using Drydock.Registry.Configuration;

namespace Drydock.Registry.Transfers;

/// <summary>Judges whether the reader of a download waits for the network, or the network for the reader.</summary>
internal sealed class ReadPace(SplitOptions options, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private long _bytes;
    private TimeSpan _waited;

    /// <summary>The time, to be handed to <see cref="Note"/> after a read.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Notes a read.</summary>
    /// <param name="before">When it began.</param>
    /// <param name="count">The bytes it brought.</param>
    /// <returns>True when the time has come to judge, the reader waited long, and little came.</returns>
    public bool Note(long before, int count)
    {
        _waited += time.GetElapsedTime(before);
        _bytes += count;
        if (_bytes < options.JudgeEveryBytes)
        {
            return false;
        }

        var elapsed = time.GetElapsedTime(_since);
        var isSlow = _waited >= elapsed * options.WaitingShare && _bytes < options.EnoughBytesPerSecond * elapsed.TotalSeconds;
        (_since, _bytes, _waited) = (time.GetTimestamp(), 0, TimeSpan.Zero);
        return isSlow;
    }
}
