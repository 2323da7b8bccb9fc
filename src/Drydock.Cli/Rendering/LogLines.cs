namespace Drydock.Cli.Rendering;

/// <summary>The output of a step as lines, each with the seconds since the step began.</summary>
internal sealed class LogLines
{
    private readonly List<(double Seconds, string Text)> _lines = [];
    private readonly List<byte> _partial = [];

    public IReadOnlyList<(double Seconds, string Text)> Lines => _lines;

    public void Add(TimeSpan elapsed, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b == '\n')
            {
                Flush(elapsed);
            }
            else
            {
                _partial.Add(b);
            }
        }
    }

    /// <summary>Ends a last line that had no newline.</summary>
    public void Flush(TimeSpan elapsed, bool evenIfEmpty = true)
    {
        if (_partial.Count == 0 && !evenIfEmpty)
        {
            return;
        }

        var text = System.Text.Encoding.UTF8.GetString([.. _partial]).TrimEnd('\r');
        // A carriage return redraws a line (progress bars): what was drawn last is what a person saw.
        _lines.Add((Math.Max(0, elapsed.TotalSeconds), TerminalText.Colored(text[(text.LastIndexOf('\r') + 1)..])));
        _partial.Clear();
    }
}
