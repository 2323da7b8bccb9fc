using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Drydock.Cli.Tests.Rendering;

/// <summary>A terminal of endless height: it obeys the few control sequences (ECMA-48) that a live display needs.</summary>
internal sealed partial class TerminalScreen : StringWriter
{
    private readonly Lock _lock = new();

    public TerminalScreen()
        : base(CultureInfo.InvariantCulture)
    {
    }

    /// <summary>The lines down to that of the cursor, without blanks at their ends.</summary>
    public List<string> Lines
    {
        get
        {
            List<StringBuilder> lines = [new()];
            var (row, column) = (0, 0);
            foreach (Match token in Tokens().Matches(Written))
            {
                var count = int.TryParse(token.Groups["count"].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : 1;
                switch (token.Value[0], token.Groups["final"].Value)
                {
                    case ('\r', _):
                        column = 0;
                        break;
                    case ('\n', _):
                        (row, column) = (row + 1, 0);
                        break;
                    case ('\e', "A"):
                        row = Math.Max(0, row - count);
                        break;
                    case ('\e', "K"):
                        lines[row].Clear();
                        break;
                    case ('\e', _):
                        break;
                    default:
                        lines[row].Length = Math.Max(lines[row].Length, column + 1);
                        lines[row][column++] = token.Value[0];
                        break;
                }

                while (lines.Count <= row)
                {
                    lines.Add(new StringBuilder());
                }
            }

            return [.. lines.Take(row + 1).Select(l => l.ToString().Replace('\0', ' ').TrimEnd())];
        }
    }

    private string Written
    {
        get
        {
            lock (_lock)
            {
                return ToString();
            }
        }
    }

    /// <summary>Waits until the text was written, at any time.</summary>
    public void WaitFor(string text) =>
        Assert.True(SpinWait.SpinUntil(() => Written.Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(30)), $"\"{text}\" is not shown");

    public override void Write(char value)
    {
        lock (_lock)
        {
            base.Write(value);
        }
    }

    public override void Write(string? value)
    {
        lock (_lock)
        {
            base.Write(value);
        }
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock)
        {
            base.Write(buffer, index, count);
        }
    }

    [GeneratedRegex(@"\e\[\??(?<count>\d*)[\d;]*(?<final>[A-Za-z])|[\s\S]", RegexOptions.None, 1000)]
    private static partial Regex Tokens();
}
