using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Tests.Syntax;

public sealed class HeredocParserTests
{
    [Theory]
    [InlineData("<<EOF", "EOF", true, false, 0)]
    [InlineData("<<-EOF", "EOF", true, true, 0)]
    [InlineData("<<'EOF'", "EOF", false, false, 0)]
    [InlineData("<<-\"EOF\"", "EOF", false, true, 0)]
    [InlineData("<<E\"O\"F", "EOF", false, false, 0)]
    [InlineData("3<<EOF", "EOF", true, false, 3)]
    [InlineData("<<- EOF", "EOF", true, true, 0)]
    [InlineData("<<$EOF", "$EOF", true, false, 0)]
    [InlineData("<<file.txt", "file.txt", true, false, 0)]
    [InlineData("<<'one two'", "one two", false, false, 0)]
    public void ParseWord_OfHeredoc_GivesItsParts(string word, string name, bool expand, bool stripTabs, uint descriptor) =>
        Assert.Equal(new Heredoc(name, descriptor, expand, stripTabs, ""), HeredocParser.ParseWord(word));

    [Theory]
    [InlineData("EOF")]
    [InlineData("<<")]
    [InlineData("<<-")]
    [InlineData("<EOF")]
    [InlineData("<<<EOF")]
    [InlineData("a<<EOF")]
    [InlineData("<<one two")]
    public void ParseWord_OfAnythingElse_GivesNothing(string word) => Assert.Null(HeredocParser.ParseWord(word));

    [Theory]
    [InlineData("<<'EOF")]
    [InlineData("<<EOF\"")]
    public void ParseWord_WithOpenQuote_Fails(string word) =>
        Assert.Throws<DockerfileException>(() => HeredocParser.ParseWord(word));

    [Theory]
    [InlineData("RUN <<A cat <<B", "A,B")]
    [InlineData("RUN \"<<A\"", "")]
    [InlineData("RUN '<<A' <<'B'", "B")]
    [InlineData("RUN << A", "A")]
    [InlineData("RUN it's <<A", "")]
    [InlineData("RUN cat <<A | sh", "A")]
    public void FindAll_InLine_GivesNamesInOrder(string line, string names) =>
        Assert.Equal(names, string.Join(',', HeredocParser.FindAll(line).Select(h => h.Name)));

    [Fact]
    public void Text_WithStripTabs_LosesLeadingTabsOnly()
    {
        var node = SyntaxTree.Parse("RUN <<-A\n\t\ta\tb\n \tc\n\tA").Nodes[0];
        Assert.Equal("\t\ta\tb\n \tc\n", node.Heredocs[0].Content);
        Assert.Equal("a\tb\n \tc\n", node.Heredocs[0].Text);
    }

    [Fact]
    public void Heredocs_OfJsonForm_AreNone() => Assert.Empty(SyntaxTree.Parse("RUN [\"<<A\"]\nUSER a").Nodes[0].Heredocs);

    [Fact]
    public void Heredocs_OfOnbuild_BelongToIt() =>
        Assert.Equal("x\n", SyntaxTree.Parse("ONBUILD COPY <<A /\nx\nA").Nodes[0].Heredocs[0].Content);

    [Fact]
    public void Content_WithWindowsLineEnds_KeepsThem() =>
        Assert.Equal("x\r\n", SyntaxTree.Parse("RUN <<A\r\nx\r\nA\r\n").Nodes[0].Heredocs[0].Content);
}
