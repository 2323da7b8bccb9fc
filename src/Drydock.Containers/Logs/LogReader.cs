using Drydock.Storage;

namespace Drydock.Containers.Logs;

/// <summary>What of a log is shown, and how.</summary>
public sealed record LogOptions
{
    /// <summary>Whether to go on until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>How many lines from the end to begin with; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Whether each line begins with its time.</summary>
    public bool Timestamps { get; init; }
}

/// <summary>Shows the log of a container.</summary>
public sealed class LogReader(Store store, LogOptions options)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly bool[] _inLine = new bool[2];

    /// <summary>Shows it.</summary>
    /// <param name="id">The container.</param>
    /// <param name="output">Gets what it wrote to standard output.</param>
    /// <param name="error">Gets what it wrote to standard error.</param>
    /// <param name="cancellationToken">Ends following.</param>
    public async Task CopyAsync(string id, Stream output, Stream error, CancellationToken cancellationToken)
    {
        using var log = store.Containers.OpenLogForReading(id);
        if (log is null)
        {
            return;
        }

        log.Position = options.Tail is { } tail ? StartOfLast(log, tail) : 0;
        var lines = new LineBuffer(log);
        while (true)
        {
            // Asked before reading: what was written before the end is read after it.
            var running = options.Follow && store.Containers.IsRunning(id);
            while (lines.TryRead(out var line))
            {
                Show(LogLine.Parse(line), output, error);
            }

            if (!running)
            {
                return;
            }

            await Task.Delay(s_pause, cancellationToken);
        }
    }

    private void Show(LogLine line, Stream output, Stream error)
    {
        var target = line.Stream == LogStream.Error ? error : output;
        if (options.Timestamps && !_inLine[(int)line.Stream])
        {
            target.Write(line.Time.Span);
            target.Write(" "u8);
        }

        target.Write(line.Content.Span);
        _inLine[(int)line.Stream] = !line.IsFull;
        if (line.IsFull)
        {
            target.Write("\n"u8);
        }

        target.Flush();
    }

    private static long StartOfLast(Stream log, int count)
    {
        var starts = new Queue<long>();
        var lines = new LineBuffer(log);
        var begins = true;
        for (var position = 0L; lines.TryRead(out var line); position += line.Length + 1)
        {
            if (begins)
            {
                starts.Enqueue(position);
            }

            if (starts.Count > count)
            {
                starts.Dequeue();
            }

            begins = LogLine.Parse(line).IsFull;
        }

        return starts.Count > 0 && count > 0 ? starts.Peek() : log.Length;
    }
}
