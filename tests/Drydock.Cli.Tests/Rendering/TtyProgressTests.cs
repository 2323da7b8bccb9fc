using Drydock.Build.Progress;
using Drydock.Cli.Rendering;
using Spectre.Console;

namespace Drydock.Cli.Tests.Rendering;

/// <summary>What stands on the screen of a terminal when a build has ended.</summary>
public sealed class TtyProgressTests : IDisposable
{
    private readonly TerminalScreen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Dispose_AfterOutputWasShown_LeavesNoBlankLinesBehind()
    {
        using var display = Show(width: 80);
        display.Report(new VertexLog(default, 1, false, "a\nb\nc\nd\nlast\n"u8.ToArray()));
        _screen.WaitFor("# last");

        display.Report(new VertexFailed(default, 1, "exit code: 1"));
        display.Dispose();

        var lines = _screen.Lines;
        Assert.StartsWith("[+] Building ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(" => ERROR [1/1] RUN false ", lines[1], StringComparison.Ordinal);
        Assert.Equal([""], lines[2..]);
    }

    [Fact]
    public void Dispose_WithMoreLinesThanTheScreen_ShowsThemAll()
    {
        using var display = Show(width: 80);
        for (var i = 2; i <= 50; i++)
        {
            display.Report(new VertexStarted(default, i, $"step {i}"));
        }

        _screen.WaitFor("step 50");
        display.Dispose();

        Assert.Equal(52, _screen.Lines.Count);
        Assert.StartsWith(" => step 50 ", _screen.Lines[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, " => [1/1] RUN false  (a.txt changed) ")]
    [InlineData(30, " => => not cached: a.txt ")]
    public void Miss_IsShownBehindTheName_OrBelowItWithoutRoom(int width, string expected)
    {
        using var display = Show(width);
        display.Report(new VertexMissed(default, 1, "a.txt changed"));
        display.Dispose();

        Assert.Contains(_screen.Lines, line => line.StartsWith(expected, StringComparison.Ordinal));
        Assert.All(_screen.Lines, line => Assert.True(line.Length <= width, line));
    }

    private TtyProgress Show(int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(_screen),
        });
        (console.Profile.Width, console.Profile.Height) = (width, 30);
        var display = new TtyProgress(console, TimeProvider.System);
        display.Report(new VertexStarted(default, 1, "[1/1] RUN false"));
        return display;
    }
}
