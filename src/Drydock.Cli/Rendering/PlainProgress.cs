using System.Globalization;
using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>
/// Line-oriented progress for logs: every line carries the number of its vertex, as BuildKit's
/// <c>--progress=plain</c> prints them.
/// </summary>
internal sealed class PlainProgress(TextWriter output) : VertexDisplay
{
    private readonly Dictionary<int, int> _printedLines = [];
    private int _current;

    public override void Dispose() => output.Flush();

    protected override void Show(BuildEvent buildEvent, VertexState? vertex)
    {
        if (vertex is not null)
        {
            PrintLog(vertex);
        }

        switch (buildEvent)
        {
            case VertexStarted:
                Line(vertex!, vertex!.Name);
                break;
            case VertexStatus { Done: true } status:
                Line(vertex!, StatusText.Of(status) + " done");
                break;
            case VertexCompleted { Cached: true }:
                Line(vertex!, "CACHED");
                break;
            case VertexMissed missed:
                Line(vertex!, $"not cached: {missed.Reason}");
                break;
            case VertexCompleted completed:
                Line(vertex!, string.Create(CultureInfo.InvariantCulture, $"DONE {vertex!.Seconds(completed.Time):F1}s"));
                break;
            case VertexFailed failed:
                Line(vertex!, failed.Message is null ? "CANCELED" : "ERROR: " + failed.Message);
                break;
            case StageSkipped skipped:
                output.WriteLine($"skipped stage {skipped.Stage}: the target does not need it");
                break;
        }

        output.Flush();
    }

    private void PrintLog(VertexState vertex)
    {
        var lines = vertex.Log.Lines;
        for (var i = _printedLines.GetValueOrDefault(vertex.Number); i < lines.Count; i++)
        {
            Line(vertex, string.Create(CultureInfo.InvariantCulture, $"{lines[i].Seconds:F3} {lines[i].Text}"));
        }

        _printedLines[vertex.Number] = lines.Count;
    }

    private void Line(VertexState vertex, string text)
    {
        if (_current != 0 && _current != vertex.Number)
        {
            output.WriteLine();
        }

        _current = vertex.Number;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#{vertex.Number} {TerminalText.Colored(text)}"));
    }
}
