using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>
/// Aligns text in columns: a tab ends a cell, and adjacent lines that have a cell in the same
/// place share its width. What follows the last tab of a line takes part in no column.
/// </summary>
/// <remarks>The behaviour of Go's text/tabwriter with padding by spaces, as docker's listings use it.</remarks>
internal static class TabWriter
{
    private const int MinWidth = 10;
    private const int Padding = 3;

    /// <summary>Aligns the lines of <paramref name="text"/>.</summary>
    public static string Align(string text)
    {
        var lines = text.Split('\n').Select(line => line.Split('\t')).ToList();
        var widths = lines.Select(cells => new int[cells.Length - 1]).ToList();
        SetWidths(lines, widths, 0, lines.Count, 0);

        var output = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            output.Append(i > 0 ? "\n" : "");
            for (var column = 0; column < widths[i].Length; column++)
            {
                output.Append(lines[i][column]).Append(' ', widths[i][column] - Width(lines[i][column]));
            }

            output.Append(lines[i][^1]);
        }

        return output.ToString();
    }

    /// <summary>Sets the widths of one column in the lines of a range, block by block, and of the columns right of it.</summary>
    private static void SetWidths(List<string[]> lines, List<int[]> widths, int from, int to, int column)
    {
        for (var start = from; start < to; start++)
        {
            var end = start;
            var width = MinWidth;
            while (end < to && widths[end].Length > column)
            {
                width = Math.Max(width, Width(lines[end][column]) + Padding);
                end++;
            }

            for (var i = start; i < end; i++)
            {
                widths[i][column] = width;
            }

            if (end > start)
            {
                SetWidths(lines, widths, start, end, column + 1);
                start = end;
            }
        }
    }

    private static int Width(string cell) => cell.EnumerateRunes().Count();
}
