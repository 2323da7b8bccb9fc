using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>A display that keeps what it was told, one event at a time.</summary>
internal abstract class VertexDisplay : IProgressDisplay
{
    private readonly VertexTable _table = new();

    public IReadOnlyCollection<VertexState> Vertices => _table.All;

    public IReadOnlyList<BuildWarning> Warnings => _table.Warnings;

    /// <summary>Held while an event is taken in; to be held by who looks at the vertices meanwhile.</summary>
    protected Lock Gate { get; } = new();

    public void Report(BuildEvent buildEvent)
    {
        lock (Gate)
        {
            Show(buildEvent, _table.Apply(buildEvent));
        }
    }

    public abstract void Dispose();

    /// <summary>Shows an event that the vertices have in them already.</summary>
    /// <param name="buildEvent">The event.</param>
    /// <param name="vertex">Its vertex; null for an event of none.</param>
    protected abstract void Show(BuildEvent buildEvent, VertexState? vertex);
}
