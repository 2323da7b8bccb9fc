using System.Globalization;
using Drydock.Images.Transfer;

namespace Drydock.Cli.Rendering;

/// <summary>
/// Shows what layers do on their way: on a terminal one line for each, redrawn on standard error;
/// otherwise a line for each change of state on standard output, as docker's.
/// </summary>
internal sealed class TransferDisplay
{
    private const int BarWidth = 40;

    private readonly Lock _lock = new();
    private readonly List<string> _order = [];
    private readonly Dictionary<string, TransferNews> _latest = [];
    private readonly TextWriter _output;
    private readonly bool _live;
    private readonly bool _quiet;
    private int _drawn;

    private TransferDisplay(TextWriter output, bool live, bool quiet) => (_output, _live, _quiet) = (output, live, quiet);

    /// <summary>The display for where this process writes.</summary>
    public static TransferDisplay Create(bool quiet) => Console.IsErrorRedirected
        ? new TransferDisplay(Console.Out, live: false, quiet)
        : new TransferDisplay(Console.Error, live: true, quiet);

    /// <summary>Takes news of a layer.</summary>
    public void Report(TransferNews news)
    {
        if (_quiet)
        {
            return;
        }

        lock (_lock)
        {
            var known = _latest.TryGetValue(news.Layer, out var before);
            if (!known)
            {
                _order.Add(news.Layer);
            }

            _latest[news.Layer] = news;
            if (_live)
            {
                Draw();
            }
            else if (!known || before!.State != news.State)
            {
                _output.WriteLine($"{news.Layer}: {Text(news)}");
            }
        }
    }

    /// <summary>Ends one image; the next begins below.</summary>
    public void Next()
    {
        lock (_lock)
        {
            _order.Clear();
            _latest.Clear();
            _drawn = 0;
        }
    }

    private void Draw()
    {
        var up = _drawn > 0 ? string.Create(CultureInfo.InvariantCulture, $"\x1b[{_drawn}A") : "";
        var room = Console.WindowWidth is > 20 and var width ? width - 1 : 79;
        var lines = _order.Select(layer => $"{layer}: {Text(_latest[layer])}{Bar(_latest[layer])}").Select(l => l.Length > room ? l[..room] : l);
        _output.Write(up + string.Concat(lines.Select(l => $"\r\x1b[2K{l}\n")));
        _output.Flush();
        _drawn = _order.Count;
    }

    private static string Text(TransferNews news) => news.State switch
    {
        TransferState.Waiting => "Pulling fs layer",
        TransferState.Exists when news.Source == TransferNews.Push => "Layer already exists",
        TransferState.Exists => "Already exists",
        TransferState.Pulled => "Pull complete",
        TransferState.Mounted => $"Mounted from {news.Source}",
        TransferState.Uploading => "Pushing",
        TransferState.Packing => "Compressing",
        var other => other.ToString(),
    };

    private static string Bar(TransferNews news)
    {
        if (news.Total <= 0 || news.State is not (TransferState.Downloading or TransferState.Uploading))
        {
            return "";
        }

        var filled = (int)Math.Min(BarWidth, news.Bytes * BarWidth / news.Total);
        return $" [{new string('=', filled)}{(filled < BarWidth ? ">" : "")}{new string(' ', Math.Max(0, BarWidth - filled - 1))}] {StatusText.Bytes(news.Bytes)}/{StatusText.Bytes(news.Total)}";
    }
}
