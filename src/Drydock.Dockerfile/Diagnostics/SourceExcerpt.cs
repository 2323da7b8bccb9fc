using System.Text;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Diagnostics;

/// <summary>The part of a file that an error is about, with the lines meant marked by <c>>>></c>.</summary>
public static class SourceExcerpt
{
    private const string Rule = "--------------------";

    /// <summary>How many lines are shown before and after the ones meant.</summary>
    private const int Padding = 2;

    /// <summary>More lines than these are cut in the middle of the marked part.</summary>
    private const int MaxMarkedLines = 40;

    /// <summary>Renders the excerpt: a header <c>FILE:LINE</c>, a rule, numbered lines, a rule.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="fileName">The file as the user named it.</param>
    /// <param name="lines">The lines meant.</param>
    /// <returns>The excerpt, each line ended by a line feed; empty when there is no such line.</returns>
    public static string Render(string text, string fileName, LineRange lines)
    {
        var count = text.AsSpan().Count('\n') + (text.EndsWith('\n') || text.Length == 0 ? 0 : 1);
        if (lines.IsNone || lines.Start > count)
        {
            return "";
        }

        var last = Math.Min(lines.End, count);
        var from = Math.Max(1, lines.Start - Padding);
        var to = Math.Min(count, last + Padding);
        var cutFrom = lines.Start + MaxMarkedLines / 2;
        var cutTo = last - lines.Start >= MaxMarkedLines ? last - MaxMarkedLines / 2 : 0;

        var excerpt = new StringBuilder();
        excerpt.Append(fileName).Append(':').Append(lines.Start).Append('\n').Append(Rule).Append('\n');
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines('\n'))
        {
            if (++number > to)
            {
                break;
            }

            if (number >= cutFrom && number < cutTo)
            {
                excerpt.Append(number == cutFrom ? "  ... |\n" : "");
            }
            else if (number >= from)
            {
                var mark = number >= lines.Start && number <= last ? ">>>" : "   ";
                excerpt.Append($"{number,4} | {mark} ").Append(line.TrimEnd('\r')).Append('\n');
            }
        }

        return excerpt.Append(Rule).Append('\n').ToString();
    }
}
