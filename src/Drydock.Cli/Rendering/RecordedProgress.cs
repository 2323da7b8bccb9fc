using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>Keeps what happens to itself, and shows it all when it is disposed of, unless it was told to forget it.</summary>
/// <param name="open">Makes the display that shows it.</param>
internal sealed class RecordedProgress(Func<IProgressDisplay> open) : IProgressDisplay
{
    private readonly List<BuildEvent> _events = [];
    private readonly Lock _lock = new();
    private IProgressDisplay? _display;
    private bool _forgotten;

    public IReadOnlyCollection<VertexState> Vertices => _display?.Vertices ?? [];

    public IProgressDisplay Shown => _display ?? this;

    public IReadOnlyList<BuildWarning> Warnings => _display?.Warnings ?? [];

    public void Report(BuildEvent buildEvent)
    {
        lock (_lock)
        {
            _events.Add(buildEvent);
        }
    }

    /// <summary>Shows nothing: the work begins anew elsewhere.</summary>
    public void Forget() => _forgotten = true;

    public void Dispose()
    {
        if (_forgotten || _display is not null)
        {
            return;
        }

        using var display = _display = open();
        foreach (var buildEvent in _events)
        {
            display.Report(buildEvent);
        }
    }
}
