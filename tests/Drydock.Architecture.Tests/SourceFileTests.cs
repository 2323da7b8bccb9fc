using System.Text.RegularExpressions;

namespace Drydock.Architecture.Tests;

public sealed partial class SourceFileTests
{
    private const int MostLines = 500;

    [Fact]
    public void SourceFile_Always_HasAtMost500Lines()
    {
        var files = Repository.Files(".cs");
        Assert.NotEmpty(files);
        var tooLong = files.Select(f => (f, Lines: File.ReadLines(Path.Join(Repository.Root, f)).Count())).Where(f => f.Lines > MostLines);
        Check.NoFindings(tooLong.Select(f => $"{f.f} has {f.Lines} lines: would its parts be easier to find in files of their own?"));
    }

    [Fact]
    public void Product_Always_IsFinished()
    {
        // Put together here, so that this file is not a finding of its own.
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "Not" + "ImplementedException", "#" + "region"];
        var found = from file in Repository.Files(".cs")
                    from line in File.ReadLines(Path.Join(Repository.Root, file)).Index()
                    from mark in marks
                    where line.Item.Contains(mark, StringComparison.Ordinal)
                    select $"{file}:{line.Index + 1}: {mark}";
        Check.NoFindings(found);
    }

    [Fact]
    public void Test_Always_Runs()
    {
        var skipped = from file in Repository.Files(".cs", "tests")
                      from line in File.ReadLines(Path.Join(Repository.Root, file)).Index()
                      where SkippedTest().IsMatch(line.Item)
                      select $"{file}:{line.Index + 1}: a skipped test";
        Check.NoFindings(skipped);
    }

    [GeneratedRegex(@"\[(Fact|Theory)\(.*Skip\s*=", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SkippedTest();
}
