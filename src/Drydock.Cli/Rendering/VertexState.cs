using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>What is known of one vertex while a build runs: the model behind every progress display.</summary>
internal sealed class VertexState(int number, string name, DateTimeOffset started)
{
    private readonly Dictionary<string, VertexStatus> _statuses = [];

    public int Number { get; } = number;

    public string Name { get; } = name;

    public DateTimeOffset Started { get; } = started;

    public DateTimeOffset? Ended { get; private set; }

    public bool Cached { get; private set; }

    public string? MissReason { get; private set; }

    public string? Error { get; private set; }

    public bool Canceled { get; private set; }

    public LogLines Log { get; } = new();

    public IReadOnlyCollection<VertexStatus> Statuses => _statuses.Values;

    public bool Running => Ended is null;

    public double Seconds(DateTimeOffset now) => Math.Max(0, ((Ended ?? now) - Started).TotalSeconds);

    public void Apply(BuildEvent buildEvent)
    {
        switch (buildEvent)
        {
            case VertexStatus status:
                _statuses[status.Id] = status;
                break;
            case VertexLog log:
                Log.Add(log.Time - Started, log.Bytes.Span);
                break;
            case VertexMissed missed:
                MissReason = missed.Reason;
                break;
            case VertexCompleted completed:
                Log.Flush(completed.Time - Started, evenIfEmpty: false);
                (Ended, Cached) = (completed.Time, completed.Cached);
                break;
            case VertexFailed failed:
                Log.Flush(failed.Time - Started, evenIfEmpty: false);
                (Ended, Error, Canceled) = (failed.Time, failed.Message, failed.Message is null);
                break;
        }
    }
}
