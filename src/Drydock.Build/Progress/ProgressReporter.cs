namespace Drydock.Build.Progress;

/// <summary>Numbers vertices and stamps events. Events reach the sink one at a time.</summary>
public sealed class ProgressReporter(IBuildProgress sink, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _last;

    /// <summary>Begins a vertex.</summary>
    public VertexReporter Begin(string name)
    {
        lock (_lock)
        {
            var vertex = ++_last;
            sink.Report(new VertexStarted(time.GetUtcNow(), vertex, name));
            return new VertexReporter(this, vertex, name);
        }
    }

    /// <summary>Reports that a stage is not needed.</summary>
    public void Skip(string stage) => Report(now => new StageSkipped(now, stage));

    /// <summary>Reports a warning.</summary>
    public void Warn(Dockerfile.Diagnostics.Diagnostic warning) => Report(now => new BuildWarning(now, warning));

    internal void Report(Func<DateTimeOffset, BuildEvent> make)
    {
        lock (_lock)
        {
            sink.Report(make(time.GetUtcNow()));
        }
    }
}

/// <summary>Reports on one vertex. Exactly one of the ending members is called.</summary>
public sealed class VertexReporter
{
    private readonly ProgressReporter _reporter;
    private string? _missReason;

    internal VertexReporter(ProgressReporter reporter, int number, string name) => (_reporter, Number, Name) = (reporter, number, name);

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Reports part of the work: bytes so far and in all, 0 where not known.</summary>
    public void Status(string id, long current = 0, long total = 0, bool done = false) =>
        _reporter.Report(now => new VertexStatus(now, Number, id, current, total, done));

    /// <summary>Reports output of the step's process.</summary>
    public void Log(bool isError, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        _reporter.Report(now => new VertexLog(now, Number, isError, copy));
    }

    /// <summary>Reports that the cache does not have the step, and why.</summary>
    public void Missed(string reason)
    {
        _missReason = reason;
        _reporter.Report(now => new VertexMissed(now, Number, reason));
    }

    /// <summary>Ends the vertex: its work is done, or the cache had it.</summary>
    public void Complete(bool cached = false) =>
        _reporter.Report(now => new VertexCompleted(now, Number, cached, cached ? null : _missReason));

    /// <summary>Ends the vertex with an error, or as canceled when <paramref name="message"/> is null.</summary>
    public void Fail(string? message) => _reporter.Report(now => new VertexFailed(now, Number, message));

    /// <summary>Runs work as this vertex: completed when it returns, failed when it throws.</summary>
    public async Task<T> RunAsync<T>(Func<VertexReporter, Task<T>> work)
    {
        try
        {
            var result = await work(this);
            Complete();
            return result;
        }
        catch (OperationCanceledException)
        {
            Fail(null);
            throw;
        }
        catch (Exception e)
        {
            Fail(e.Message.Split('\n')[0]);
            throw;
        }
    }
}
