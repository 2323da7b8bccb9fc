using System.Diagnostics;
using System.Text;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Dockerfile.Tests.Ignore;

public sealed class IgnoreMatcherTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "a/b/c", true)]
    [InlineData("a", "ab", false)]
    [InlineData("a", "b/a", false)]
    [InlineData("*", "a/b", true)]
    [InlineData("*.go", "x/a.go", false)]
    [InlineData("**/*.go", "x/y/a.go", true)]
    [InlineData("**/*.go", "a.go", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("**", "x", true)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/bz", false)]
    [InlineData("a**b", "axxb", false)]
    [InlineData("a**b", "axx/b", true)]
    [InlineData("a?c", "aéc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("[a-cé]x", "éx", true)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("\\d", "1", false)]
    [InlineData("\\d", "d", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a", ".", false)]
    [InlineData("**", ".", false)]
    [InlineData("a", "./a/", true)]
    public void IsExcluded_OnePattern_DecidesByPathAndParents(string pattern, string path, bool expected) =>
        Assert.Equal(expected, IgnoreMatcher.Create([pattern]).IsExcluded(path));

    [Theory]
    [InlineData("docs !docs/README.md", "docs/README.md", false)]
    [InlineData("docs !docs/README.md", "docs/x", true)]
    [InlineData("!docs/README.md docs", "docs/README.md", true)]
    [InlineData("* !a", "a/b", false)]
    [InlineData("* !a a/b", "a/b/c", true)]
    [InlineData("**/x !keep", "keep/x", false)]
    public void IsExcluded_Exceptions_TheLastMatchDecides(string patterns, string path, bool expected) =>
        Assert.Equal(expected, IgnoreMatcher.Create(patterns.Split(' ')).IsExcluded(path));

    [Theory]
    [InlineData("!", "nothing follows")]
    [InlineData("a[", "not closed")]
    [InlineData("a[]", "must be written")]
    [InlineData("[a-]", "must be written")]
    [InlineData("[c-a]", "backwards")]
    [InlineData("a\\", "backslash")]
    public void Create_MalformedPattern_NamesPatternAndLine(string pattern, string cause)
    {
        var error = Assert.Throws<IgnorePatternException>(() => IgnoreMatcher.Create([new IgnorePattern("ok", 1), new IgnorePattern(pattern, 3)]));
        Assert.StartsWith($"line 3: the ignore pattern \"{pattern}\" is invalid: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Equal(3, error.Pattern.Line);
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a !a/x/y", "a", false)]
    [InlineData("a !a/x/y", "a/x", false)]
    [InlineData("a !a/x/y", "a/z", true)]
    [InlineData("a !b/**", "a", true)]
    [InlineData("* !b/**", "b", false)]
    [InlineData("* !**/keep", "a", false)]
    [InlineData("* !*/keep", "a", false)]
    [InlineData("* !*/keep", "a/b", true)]
    [InlineData("!a/x a", "a", true)]
    [InlineData("* !a?/b[0-9]/*.c", "ab/b1", false)]
    [InlineData("* !a?/b[0-9]/*.c", "ab/bx", true)]
    [InlineData("", "a", false)]
    public void CanPruneDirectory_OnlyWhenNothingBelowCanReturn(string patterns, string path, bool expected)
    {
        var matcher = IgnoreMatcher.Create(patterns.Split(' '));
        var bytes = Encoding.UTF8.GetBytes(path);
        Assert.Equal(expected, matcher.CanPruneDirectory(path));
        Assert.Equal(expected, matcher.CanPruneDirectory(matcher.StateOf(bytes), bytes));
    }

    /// <summary>The one difference between asking for a path and walking, which is upstream's own.</summary>
    [Fact]
    public void Walk_ExceptionForADirectoryThatWasNotExcluded_DoesNotCount()
    {
        var matcher = IgnoreMatcher.Create(["**/*.log", "!keep"]);
        var keep = matcher.Enter(default, "keep"u8);
        Assert.False(keep.IsExcluded);
        Assert.True(matcher.IsExcluded(keep, "keep/a.log"u8));
        Assert.False(matcher.IsExcluded("keep/a.log"u8));
    }

    [Fact]
    public void IsExcluded_BytesThatAreNotUtf8_CountAsOneCharacter()
    {
        var matcher = IgnoreMatcher.Create(["a?b", "*.x"]);
        Assert.True(matcher.IsExcluded([(byte)'a', 0xFF, (byte)'b']));
        Assert.True(matcher.IsExcluded([0xFF, 0xFE, (byte)'.', (byte)'x']));
        Assert.False(matcher.IsExcluded([(byte)'a', 0xFF, 0xFF, (byte)'b']));
    }

    [Fact]
    public void IsExcluded_ManyStars_TakesLinearTime()
    {
        var matcher = IgnoreMatcher.Create([string.Concat(Enumerable.Repeat("*a**/[ab]", 40)) + "z"]);
        var path = new string('a', 20_000) + "z!";
        var clock = Stopwatch.StartNew();
        Assert.False(matcher.IsExcluded(path));
        Assert.False(IgnoreMatcher.Create(["*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"]).IsExcluded(path));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Enter_MoreThan64Patterns_KeepsAllStates()
    {
        var patterns = Enumerable.Range(0, 200).Select(i => $"d{i}").Append("!d150/x").ToList();
        var matcher = IgnoreMatcher.Create(patterns);
        var state = matcher.Enter(default, "d150"u8);
        Assert.True(state.IsExcluded);
        Assert.True(matcher.IsExcluded(state, "d150/y"u8));
        Assert.False(matcher.IsExcluded(state, "d150/x"u8));
        Assert.False(matcher.CanPruneDirectory(state, "d150"u8));
        Assert.True(matcher.CanPruneDirectory(matcher.Enter(default, "d7"u8), "d7"u8));
    }

    /// <summary>A walk of 20,000 files under 50 patterns; the bound leaves room for slow machines and debug builds.</summary>
    [Fact]
    public void Walk_ManyFilesAndPatterns_IsFast()
    {
        var patterns = Enumerable.Range(0, 10).SelectMany(i => new[] { $"**/cache{i}", $"*.tmp{i}", $"src/**/gen{i}/*.o", $"out{i}/**", $"**/*.log{i}" });
        var matcher = IgnoreMatcher.Create(patterns);
        var directories = Enumerable.Range(0, 200).Select(i => $"src/module{i % 20}/package{i}").ToList();
        var paths = directories.ConvertAll(d => Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes($"{d}/file{i}.cs")).ToList());
        var excluded = 0;
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < directories.Count; i++)
            {
                var state = matcher.StateOf(Encoding.UTF8.GetBytes(directories[i]));
                foreach (var path in paths[i])
                {
                    excluded += matcher.IsExcluded(state, path) ? 1 : 0;
                }
            }

            best = clock.Elapsed < best ? clock.Elapsed : best;
        }

        Assert.Equal(0, excluded);
        Assert.True(best < TimeSpan.FromMilliseconds(500), $"took {best.TotalMilliseconds} ms");
    }

    [Fact]
    public void Create_OfAVeryLongPattern_TakesMemoryInProportion()
    {
        const int length = 20_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var matcher = IgnoreMatcher.Create([new string('?', length) + "*"]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000L * length);
        Assert.False(matcher.IsExcluded(new string('a', 100)));
    }
}
