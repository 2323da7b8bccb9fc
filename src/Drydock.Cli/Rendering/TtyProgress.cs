using System.Globalization;
using Drydock.Build.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Drydock.Cli.Rendering;

/// <summary>
/// The live display people know from BuildKit: one line a vertex with its seconds, the last lines
/// of output below a running step, redrawn ten times a second.
/// </summary>
internal sealed class TtyProgress : VertexDisplay
{
    private const int TailLines = 6;
    private const int SecondsWidth = 10;
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly List<string> _skipped = [];
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _painter;

    public TtyProgress(IAnsiConsole console, TimeProvider time)
    {
        (_console, _time, _started) = (console, time, time.GetUtcNow());
        _painter = new Thread(Paint) { IsBackground = true, Name = "progress" };
        _painter.Start();
    }

    public override void Dispose()
    {
        _ended.Set();
        _painter.Join();
        _ended.Dispose();
    }

    protected override void Show(BuildEvent buildEvent, VertexState? vertex)
    {
        if (buildEvent is StageSkipped skipped)
        {
            _skipped.Add(skipped.Stage);
        }
    }

    // The live region never shrinks: it is cleared at the end, and the last frame written where it
    // began, as tall as it is and uncropped.
    private void Paint()
    {
        _console.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).Start(context =>
        {
            while (!_ended.Wait(s_frame))
            {
                context.UpdateTarget(Frame(ended: false));
            }
        });
        _console.Write(Frame(ended: true));
    }

    private Rows Frame(bool ended)
    {
        lock (Gate)
        {
            var now = _time.GetUtcNow();
            var done = Vertices.Count(v => !v.Running);
            var finished = !ended ? "" : Vertices.Any(v => v.Error is not null) ? " ERROR" : " FINISHED";
            var lines = new List<IRenderable>
            {
                new Text(string.Create(CultureInfo.InvariantCulture, $"[+] Building {(now - _started).TotalSeconds:F1}s ({done}/{Vertices.Count}){finished}")),
            };
            foreach (var vertex in Vertices)
            {
                AddVertex(lines, vertex, now);
            }

            lines.AddRange(_skipped.Select(stage => Line($" => skipped stage {stage}: the target does not need it", null, Color.Grey)));
            return new Rows(lines);
        }
    }

    private void AddVertex(List<IRenderable> lines, VertexState vertex, DateTimeOffset now)
    {
        var mark = vertex switch
        {
            { Error: not null } => "ERROR ",
            { Canceled: true } => "CANCELED ",
            { Cached: true } => "CACHED ",
            _ => "",
        };
        var color = vertex switch
        {
            { Error: not null } => Color.Red,
            { Canceled: true } => Color.Yellow,
            { Running: true } => Color.Default,
            _ => Color.Blue,
        };
        AddName(lines, $" => {mark}{vertex.Name}", vertex.MissReason, vertex.Seconds(now), color);
        lines.AddRange(vertex.Statuses.Where(s => !s.Done || s.Total == 0).Select(s => Line($" => => {StatusText.Of(s)}", null, color)));
        if (vertex.Running)
        {
            var log = vertex.Log.Lines;
            lines.AddRange(log.Skip(log.Count - TailLines).Select(l => Line($" => => # {l.Text}", null, Color.Grey)));
        }
    }

    // The reason of a miss stands behind the name, or below it when there is no room.
    private void AddName(List<IRenderable> lines, string name, string? reason, double seconds, Color color)
    {
        var whole = reason is null ? name : $"{name}  ({reason})";
        if (reason is null || whole.Length <= _console.Profile.Width - SecondsWidth)
        {
            lines.Add(Line(whole, seconds, color));
            return;
        }

        lines.Add(Line(name, seconds, color));
        lines.Add(Line($" => => not cached: {reason}", null, Color.Grey));
    }

    private Text Line(string text, double? seconds, Color color)
    {
        var time = seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $" {s,6:F1}s") : "";
        var room = Math.Max(10, _console.Profile.Width - time.Length - 1);
        var fitted = TerminalText.Fit(TerminalText.Plain(text), room);
        return new Text(seconds is null ? fitted.TrimEnd() : fitted + time, new Style(color));
    }
}
