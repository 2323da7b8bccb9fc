using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>Shows nothing; remembers the vertices, so that a failure can still print its log.</summary>
internal sealed class QuietProgress : IProgressDisplay
{
    private readonly VertexTable _table = new();
    private readonly Lock _lock = new();

    public IReadOnlyCollection<VertexState> Vertices => _table.All;

    public IReadOnlyList<BuildWarning> Warnings => _table.Warnings;

    public void Report(BuildEvent buildEvent)
    {
        lock (_lock)
        {
            _table.Apply(buildEvent);
        }
    }

    public void Dispose()
    {
    }
}
