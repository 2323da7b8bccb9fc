using System.IO.Enumeration;

namespace Drydock.Comparison.Comparing;

/// <summary>A row of <c>differences.md</c>: where the two builders may differ, and why that is right. A <c>*</c> stands for anything.</summary>
internal sealed record Explanation(string Case, string Path, string Fact, string Ours, string Theirs, string Reason)
{
    /// <summary>Whether this is about that case.</summary>
    public bool IsAbout(string name) => Fits(Case, name);

    /// <summary>Whether this is the reason of that difference.</summary>
    public bool Explains(Difference difference) =>
        Fits(Path, difference.Path) && Fits(Fact, difference.Fact) && Fits(Ours, difference.Ours) && Fits(Theirs, difference.Theirs);

    /// <summary>Reads the tables of a page.</summary>
    public static IReadOnlyList<Explanation> Read(string page) =>
        [.. from line in File.ReadLines(page)
            where line.StartsWith("| ", StringComparison.Ordinal)
            let cells = line.Split('|').Select(c => c.Trim().Trim('`')).ToArray()
            where cells[1] != "case"
            select new Explanation(cells[1], cells[2], cells[3], cells[4], cells[5], cells[6])];

    private static bool Fits(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase: false);
}
