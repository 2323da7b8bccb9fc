using System.Text;
using Drydock.Cli.Rendering;

namespace Drydock.Cli.Tests.Rendering;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain", "plain", "plain")]
    [InlineData("a\tb", "a\tb", "a       b")]
    [InlineData("\u001b[31mred\u001b[m!", "\u001b[31mred\u001b[m!\u001b[0m", "red!")]
    [InlineData("\u001b[38;5;1mred", "\u001b[38;5;1mred\u001b[0m", "red")]
    [InlineData("a\u001b[2J\u001b[Hb", "ab", "ab")]
    [InlineData("a\u001b[?25lb\u001b[1A", "ab", "ab")]
    [InlineData("\u001b]0;title\ab", "b", "b")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link", "link")]
    [InlineData("\u001bPq\u001b\\a\u001b(Bb\u001bMc", "abc", "abc")]
    [InlineData("\u001b[>1mb", "b", "b")]
    [InlineData("a\b\u007f\u0085\u009b2Jb", "a2Jb", "a2Jb")]
    [InlineData("a\u001b", "a", "a")]
    [InlineData("a\u001b[", "a", "a")]
    [InlineData("a\u001b[3", "a", "a")]
    [InlineData("a\u001b]0;x", "a", "a")]
    [InlineData("a\u001b]0;x\u001b", "a", "a")]
    public void Text_OfOthers_DoesNotSteerTheTerminal(string text, string colored, string plain)
    {
        Assert.Equal(colored, TerminalText.Colored(text));
        Assert.Equal(plain, TerminalText.Plain(text));
    }

    [Fact]
    public void Lines_OfOthers_StayLines() =>
        Assert.Equal("a\n b\n\nc\n", TerminalText.Lines("a\u001b[2J\n b\r\n\nc\u001b]0;x\n"));

    [Theory]
    [InlineData("abc", 5, "abc  ")]
    [InlineData("abcdef", 5, "abcde")]
    [InlineData("日本語", 5, "日本 ")]
    [InlineData("日本語", 6, "日本語")]
    public void Fit_CountsTheColumnsOfATerminal(string text, int cells, string expected) =>
        Assert.Equal(expected, TerminalText.Fit(text, cells));

    [Fact]
    public void LogLines_WithProgressBar_KeepWhatWasDrawnLastAndItsColour()
    {
        var log = new LogLines();
        log.Add(TimeSpan.FromSeconds(1), Encoding.UTF8.GetBytes("10%\r50%\r\u001b[32m100%\r\n\u001b[2Jcleared\n"));
        Assert.Equal(["\u001b[32m100%\u001b[0m", "cleared"], log.Lines.Select(l => l.Text));
    }
}
