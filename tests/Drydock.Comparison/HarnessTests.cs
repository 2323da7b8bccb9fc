using Drydock.Comparison.Comparing;
using Drydock.Comparison.Harness;
using Drydock.Comparison.Images;

namespace Drydock.Comparison;

/// <summary>What the comparison itself promises: it sees every kind of difference, and leaves out no case.</summary>
public sealed class HarnessTests
{
    private const int FewestCases = 120;
    private const int FewestOfAnArea = 8;
    private const int FewestWithThreeStages = 30;

    private static readonly string[] s_areas = [.. typeof(Area).Assembly.GetTypes().Where(t => t.BaseType == typeof(Area)).Select(Area.NameOf).Order(StringComparer.Ordinal)];

    [Fact]
    public void Areas_OfTheClasses_AreTheFolders()
    {
        var folders = Directory.EnumerateDirectories(Path.Join(ComparisonCase.Home, "cases")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);
        Assert.Equal(folders, s_areas);
        Assert.All(s_areas, area => Assert.True(ComparisonCase.Of(area).Count() >= FewestOfAnArea, area));
    }

    [Fact]
    public void Cases_AllTogether_AreManyAndSayWhatTheyShow()
    {
        var files = s_areas.SelectMany(ComparisonCase.Of).Select(c => File.ReadAllLines(c.Dockerfile)).ToList();
        Assert.True(files.Count >= FewestCases);
        Assert.All(files, lines => Assert.StartsWith("# ", lines[0], StringComparison.Ordinal));
        Assert.Equal(files.Count, files.Select(lines => lines[0]).Distinct(StringComparer.Ordinal).Count());
        Assert.True(files.Count(lines => lines.Count(l => l.StartsWith("FROM ", StringComparison.OrdinalIgnoreCase)) >= 3) >= FewestWithThreeStages);
    }

    [Fact]
    public void Explanations_OfOneCase_AreAboutOneThatExists()
    {
        var names = s_areas.SelectMany(ComparisonCase.Of).Select(c => c.FullName).ToHashSet(StringComparer.Ordinal);
        var rows = Explanation.Read(Path.Join(ComparisonCase.Home, "differences.md"));
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True((row.Case == "*" || names.Contains(row.Case)) && row.Reason.Length > 0, row.ToString()));
    }

    [Fact]
    public void Between_OfEveryKindOfChange_NamesIt()
    {
        using var before = new LayerTar().Directory("d", 0b111_101_101).File("d/content", "a").File("d/mode", "").File("d/owner", "").Symlink("d/link", "x")
            .File("d/one", "1").HardLink("d/two", "d/one").Fifo("d/kind").File("d/gone", "");
        using var after = new LayerTar().Directory("d", 0b111_000_000).File("d/content", "b").File("d/mode", "", 0b100_000_000_000).File("d/owner", "", owner: 7).Symlink("d/link", "y")
            .File("d/one", "1").File("d/two", "1").File("d/kind", "").File("d/new", "");
        var found = Difference.Between(Facts(before.ToArray()), Facts(after.ToArray())).Select(d => d.ToString());
        Assert.Equal(
            [
                "| /d | mode | 755 | 700 |", "| /d/content | value | \"a\" | \"b\" |", "| /d/gone | kind | file | - |", "| /d/kind | kind | fifo | file |",
                "| /d/kind | value | - | \"\" |", "| /d/link | value | x | y |", "| /d/mode | mode | 644 | 4000 |", "| /d/new | kind | - | file |",
                "| /d/one | links | /d/two | - |", "| /d/owner | owner | 0:0 | 7:7 |", "| /d/two | links | /d/one | - |",
            ],
            found);
    }

    [Fact]
    public void Apply_OfWhiteouts_HidesWhatIsBelowAndNotWhatComesAlong()
    {
        using var lower = new LayerTar().Directory("d").File("d/a", "").File("d/b", "").Directory("o").File("o/old", "").File("gone", "");
        using var upper = new LayerTar().File("d/.wh.a", "").File("o/.wh..wh..opq", "").File("o/new", "").File(".wh.gone", "");
        Assert.Equal(["/d", "/d/b", "/o", "/o/new"], Tree(lower.ToArray(), upper.ToArray()).Nodes.Keys);
    }

    private static FileTree Tree(params byte[][] layers)
    {
        var tree = new FileTree();
        foreach (var layer in layers)
        {
            tree.Apply(new MemoryStream(layer));
        }

        return tree;
    }

    private static ImageFacts Facts(byte[] layer) => new(new BuiltImage([], Tree(layer)), DateTimeOffset.UnixEpoch.AddDays(1));
}
