using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>Shows nothing; remembers the vertices, so that a failure can still print its log.</summary>
internal sealed class QuietProgress : VertexDisplay
{
    public override void Dispose()
    {
    }

    protected override void Show(BuildEvent buildEvent, VertexState? vertex)
    {
    }
}
