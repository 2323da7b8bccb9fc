using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>
/// Aligns text in columns: a tab ends a cell, and adjacent lines that have a cell in the same
/// place share its width. What follows the last tab of a line takes part in no column.
/// </summary>
/// <remarks>The behaviour of Go's text/tabwriter with padding by spaces, as docker's listings use it.</remarks>
internal static class TabWriter
{
    /// <summary>Aligns the lines of <paramref name="text"/>.</summary>
    /// <param name="text">Lines of cells.</param>
    /// <param name="minWidth">The least width of a column, padding included. <value>That of docker's listings.</value></param>
    /// <param name="padding">The blanks after the widest cell of a column. <value>That of docker's listings.</value></param>
    public static string Align(string text, int minWidth = 10, int padding = 3)
    {
        var lines = text.Split('\n').Select(line => line.Split('\t')).ToList();
        var widths = lines.Select(cells => new int[cells.Length - 1]).ToList();
        SetWidths(lines, widths, (minWidth, padding), 0, lines.Count, 0);

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
    private static void SetWidths(List<string[]> lines, List<int[]> widths, (int MinWidth, int Padding) layout, int from, int to, int column)
    {
        for (var start = from; start < to; start++)
        {
            var end = start;
            var width = layout.MinWidth;
            while (end < to && widths[end].Length > column)
            {
                width = Math.Max(width, Width(lines[end][column]) + layout.Padding);
                end++;
            }

            for (var i = start; i < end; i++)
            {
                widths[i][column] = width;
            }

            if (end > start)
            {
                SetWidths(lines, widths, layout, start, end, column + 1);
                start = end;
            }
        }
    }

    private static int Width(string cell) => cell.EnumerateRunes().Count();
}
