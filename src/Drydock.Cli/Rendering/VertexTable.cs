using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>The vertices of a build in the order they began, kept up to date by its events, and its warnings.</summary>
internal sealed class VertexTable
{
    private readonly OrderedVertices _vertices = [];
    private readonly List<BuildWarning> _warnings = [];

    public IReadOnlyCollection<VertexState> All => _vertices;

    public IReadOnlyList<BuildWarning> Warnings => _warnings;

    public VertexState this[int number] => _vertices[number];

    /// <summary>Applies an event and returns its vertex; null for events about no vertex.</summary>
    public VertexState? Apply(BuildEvent buildEvent)
    {
        if (buildEvent is BuildWarning warning)
        {
            _warnings.Add(warning);
        }

        if (buildEvent is not VertexEvent { Vertex: var number })
        {
            return null;
        }

        if (buildEvent is VertexStarted started)
        {
            _vertices.Add(new VertexState(number, started.Name, started.Time));
        }

        _vertices[number].Apply(buildEvent);
        return _vertices[number];
    }

    private sealed class OrderedVertices : System.Collections.ObjectModel.KeyedCollection<int, VertexState>
    {
        protected override int GetKeyForItem(VertexState item) => item.Number;
    }
}
