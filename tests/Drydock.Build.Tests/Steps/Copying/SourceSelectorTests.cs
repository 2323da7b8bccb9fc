using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Linux.Files;
using Drydock.Testing;

namespace Drydock.Build.Tests.Steps.Copying;

public sealed class SourceSelectorTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public SourceSelectorTests()
    {
        foreach (var file in new[] { "a.txt", "b.txt", "[x]", "src/main.c", "src/lib/util.c", "src/lib/util.h", "src/.hidden" })
        {
            _directory.Write(file, file);
        }

        File.CreateSymbolicLink(_directory["link"], "src/lib");
        File.CreateSymbolicLink(_directory["out"], "/etc");
        File.CreateSymbolicLink(_directory["dangling"], "nothing");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("/a.txt", "a.txt")]
    [InlineData("../../a.txt", "a.txt")]
    [InlineData("./src/../b.txt", "b.txt")]
    [InlineData("*.txt", "a.txt b.txt")]
    [InlineData("[ab].txt", "a.txt b.txt")]
    [InlineData("[[]x]", "[x]")]
    [InlineData("?.txt", "a.txt b.txt")]
    [InlineData("no*", "")]
    [InlineData("*/main.c", "src/main.c")]
    [InlineData("src/*/*.h", "src/lib/util.h")]
    [InlineData("link", "src/lib src/lib/util.c src/lib/util.h")]
    [InlineData("link/util.c", "src/lib/util.c")]
    [InlineData("src", "src src/.hidden src/lib src/lib/util.c src/lib/util.h src/main.c")]
    public void Select_OfSource_FindsTheFiles(string source, string expected) =>
        Assert.Equal(expected, Select(source, [], []));

    [Theory]
    [InlineData("missing", "failed to calculate checksum: \"/missing\": not found")]
    [InlineData("dangling", "failed to calculate checksum: \"/dangling\": not found")]
    [InlineData("out/passwd", "failed to calculate checksum: \"/out/passwd\": not found")]
    public void Select_OfMissing_SaysWhich(string source, string message) =>
        Assert.StartsWith($"{message}\npaths begin at the context", Assert.Throws<StepException>(() => Select(source, [], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Select_OfIgnored_SaysThatItIsLeftOut()
    {
        Assert.Contains(".dockerignore", Assert.Throws<StepException>(() => Select("a.txt", ["*.txt"], [])).Message, StringComparison.Ordinal);
        Assert.Equal("", Select("*.txt", ["*.txt"], []));
    }

    [Theory]
    [InlineData("src/lib", "", "src src/.hidden src/main.c")]
    [InlineData("src/**\n!src/lib/util.h", "", "src src/lib src/lib/util.h")]
    [InlineData("", "*.c", "src src/.hidden src/lib src/lib/util.c src/lib/util.h")]
    [InlineData("", "**/*.c", "src src/.hidden src/lib src/lib/util.h")]
    public void Select_OfPatterns_LeavesOutAndTakesBack(string ignore, string exclude, string expected) =>
        Assert.Equal(expected, Select("src", ignore.Split('\n'), exclude.Split('\n')));

    [Theory]
    [InlineData("src/lib/util.c", "src src/lib")]
    [InlineData("src/./lib/util.c", "lib")]
    [InlineData("src/lib/./util.c", "")]
    [InlineData("a.txt", "")]
    public void Select_OfParents_KeepsDirectoriesBelowThePivot(string source, string expected)
    {
        using var tree = Open([]);
        var selected = Assert.Single(new SourceSelector(tree, IgnoreMatcher.None, keepParents: true).Select(source));
        Assert.Equal(expected, string.Join(' ', selected.Parents.Select(p => p.Relative.ToString())));
    }

    [Fact]
    public void Select_WhoIsToldOfFilesWantsNoMore_EndsThere()
    {
        using var tree = Open(["src/.hidden"]);
        var told = new List<string>();
        void Tell(SourceItem item)
        {
            told.Add(item.Path.ToString());
            if (item.Path.Name is [.. , (byte)'.', (byte)'c'])
            {
                throw new TimeoutException();
            }
        }

        var selector = new SourceSelector(tree, IgnoreMatcher.None, keepParents: false, Tell);
        Assert.Equal(2, selector.Select("*.txt").Count());
        Assert.Throws<TimeoutException>(() => selector.Select("src"));
        Assert.Equal(["a.txt", "b.txt", "src", "src/lib", "src/lib/util.c"], told);
    }

    private string Select(string source, string[] ignore, string[] exclude)
    {
        using var tree = Open(ignore);
        var selected = new SourceSelector(tree, IgnoreMatcher.Create(exclude), keepParents: false).Select(source).ToList();
        return string.Join(' ', selected.SelectMany(s => s.Items).Select(i => i.Path.ToString()));
    }

    private SourceTree Open(string[] ignore) =>
        new(RootedDirectory.Open(_directory.Path), IgnoreMatcher.Create(ignore), keepOwner: false, new FileDigests(null, TimeProvider.System));
}
