using Drydock.Dockerfile.Ignore;

namespace Drydock.Dockerfile.Tests.Ignore;

public sealed class IgnoreFileTests
{
    [Fact]
    public void Parse_CommentsAndBlankLines_AreLeftOut() =>
        Assert.Equal(["a", "#b", "c#d"], Texts("# comment\na\n\n   \n #b\nc#d\n"));

    [Theory]
    [InlineData("  a  ", "a")]
    [InlineData("/a/b", "a/b")]
    [InlineData("./a//b/./c/..", "a/b")]
    [InlineData("a/", "a")]
    [InlineData("/", "/")]
    [InlineData("! /a/ ", "!a")]
    [InlineData("!", "!")]
    [InlineData("../a", "../a")]
    [InlineData("/../a", "a")]
    [InlineData("a\\ b", "a\\ b")]
    [InlineData("a b", "a b")]
    public void Parse_Line_IsCleaned(string line, string expected) => Assert.Equal([expected], Texts(line));

    [Fact]
    public void Parse_ByteOrderMarkAndCrLf_AreNotPartOfPatterns() => Assert.Equal(["f", "g"], Texts("\uFEFFf\r\ng\r\n"));

    [Fact]
    public void Parse_Lines_AreCountedFromOneWithAllLines() =>
        Assert.Equal([new IgnorePattern("a", 2), new IgnorePattern("!b", 4)], IgnoreFile.Parse("# x\na\n\n!b"));

    private static IEnumerable<string> Texts(string text) => IgnoreFile.Parse(text).Select(pattern => pattern.Text);
}
