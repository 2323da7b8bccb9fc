using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Tests.Syntax;

public sealed class SyntaxTreeTests
{
    [Theory]
    [InlineData("FROM a\n", "(from \"a\")")]
    [InlineData("from a AS b", "(from \"a\" \"AS\" \"b\")")]
    [InlineData("\uFEFFFROM a\r\n\tRUN\tx  y \r\n", "(from \"a\")\n(run \"x  y\")")]
    [InlineData("RUN a \\\n  b\\\nc", "(run \"a   bc\")")]
    [InlineData("RUN a \\\n# gone\n\n  b", "(run \"a   b\")")]
    [InlineData("RUN a \\ \t \nb", "(run \"a b\")")]
    [InlineData("LABEL a=b \\", "(label \"a\" \"b\" \"=\")")]
    [InlineData("# escape=`\nRUN a `\nb\\\nRUN c", "(run \"a b\\\\\")\n(run \"c\")")]
    [InlineData("ENV C x\\\\\nENV D y", "(env \"C\" \"x\\\\\\\\\" \"\")\n(env \"D\" \"y\" \"\")")]
    [InlineData("ENV a b  c", "(env \"a\" \"b  c\" \"\")")]
    [InlineData("ENV a='x y' b=\"z\\\"\"", "(env \"a\" \"'x y'\" \"=\" \"b\" \"\\\"z\\\\\\\"\\\"\" \"=\")")]
    [InlineData("CMD [\"a\", \"b c\"]", "(cmd \"a\" \"b c\")")]
    [InlineData("CMD []", "(cmd)")]
    [InlineData("CMD [\"a\"] b", "(cmd \"[\\\"a\\\"] b\")")]
    [InlineData("COPY --from=a --chown=1:2 x y /z", "(copy [\"--from=a\" \"--chown=1:2\"] \"x\" \"y\" \"/z\")")]
    [InlineData("COPY -- --x /z", "(copy \"--x\" \"/z\")")]
    [InlineData("COPY [\"a b\", \"/c\"]", "(copy \"a b\" \"/c\")")]
    [InlineData("HEALTHCHECK --interval=5s CMD [\"a\"]", "(healthcheck [\"--interval=5s\"] \"CMD\" \"a\")")]
    [InlineData("HEALTHCHECK CMD a b", "(healthcheck \"CMD\" \"a b\")")]
    [InlineData("ONBUILD COPY --from=a b c", "(onbuild (copy [\"--from=a\"] \"b\" \"c\"))")]
    [InlineData("NOSUCH a b", "(nosuch \"\")")]
    [InlineData("ARG a=1 b c=\"d e\"", "(arg \"a=1\" \"b\" \"c=\\\"d e\\\"\")")]
    public void Dump_OfText_IsTheTree(string text, string expected) => Assert.Equal(expected, SyntaxTree.Parse(text).Dump());

    [Fact]
    public void Lines_OfInstruction_CoverContinuationsAndHeredocs()
    {
        var tree = SyntaxTree.Parse("\nFROM a\nRUN b \\\n\n  c\nCOPY <<X <<Y /\nx\nX\ny\nY\nUSER u");
        Assert.Equal(
            [new LineRange(2), new LineRange(3, 5), new LineRange(6, 10), new LineRange(11)],
            tree.Nodes.Select(n => n.Lines));
        Assert.Equal([5], tree.EmptyContinuations);
    }

    [Fact]
    public void Comments_AboveInstruction_AreKeptAcrossBlankLinesAndCutByEmptyOnes()
    {
        var nodes = SyntaxTree.Parse("# gone\n#\n# one\n\n# two\nFROM a\nRUN b").Nodes;
        Assert.Equal(["one", "two"], nodes[0].Comments);
        Assert.Empty(nodes[1].Comments);
    }

    [Theory]
    [InlineData("# syntax=x\n# check=skip=all\nFROM a", 2)]
    [InlineData("# a comment\n# syntax=x\nFROM a", 0)]
    [InlineData("\n# syntax=x\nFROM a", 0)]
    [InlineData("# SYNTAX = x  \nFROM a", 1)]
    [InlineData("# other=x\n# syntax=y", 0)]
    public void Directives_OnlyAtTheTop_AreFound(string text, int count) =>
        Assert.Equal(count, SyntaxTree.Parse(text).Directives.Count);

    [Theory]
    [InlineData("# escape=`\n# escape=\\\nFROM a", DiagnosticCodes.InvalidDirective, 1, 2)]
    [InlineData("# escape=x\nFROM a", DiagnosticCodes.InvalidDirective, 1, 1)]
    [InlineData("FROM a\nENV b", DiagnosticCodes.InvalidArguments, 2, 2)]
    [InlineData("FROM a\nENV b=1 c", DiagnosticCodes.InvalidArguments, 2, 2)]
    [InlineData("FROM a\nCMD [\"a\", 1]", DiagnosticCodes.InvalidArguments, 2, 2)]
    [InlineData("FROM a\nCOPY <<X /\nno end", DiagnosticCodes.InvalidHeredoc, 2, 2)]
    public void Diagnostics_OfBrokenText_SayWhatAndWhere(string text, string code, int first, int last)
    {
        var diagnostic = Assert.Single(SyntaxTree.Parse(text).Diagnostics);
        Assert.Equal((code, new LineRange(first, last)), (diagnostic.Code, diagnostic.Lines));
    }

    [Fact]
    public void Diagnostics_OfSeveralErrors_AreAllThere() =>
        Assert.Equal([2, 4], SyntaxTree.Parse("FROM a\nENV b\nRUN c\nLABEL d").Diagnostics.Select(d => d.Lines.Start));

    [Fact]
    public void Line_LongerThanTheFormatAllows_IsAnError()
    {
        Assert.Empty(SyntaxTree.Parse("RUN " + new string('a', 65531)).Diagnostics);
        Assert.Equal(DiagnosticCodes.LineTooLong, Assert.Single(SyntaxTree.Parse("RUN " + new string('a', 65532)).Diagnostics).Code);
        Assert.Equal(DiagnosticCodes.LineTooLong, Assert.Single(SyntaxTree.Parse("RUN " + new string('한', 30000)).Diagnostics).Code);
    }

    [Fact]
    public void Elements_FollowOneAnother_WithoutGap()
    {
        const string text = "# syntax=x\r\n\n# c\nFROM a\n  \nENV b\nRUN c \\\n  d";
        var tree = SyntaxTree.Parse(text);
        Assert.Equal(
            [SyntaxElementKind.Directive, SyntaxElementKind.Blank, SyntaxElementKind.Comment, SyntaxElementKind.Instruction,
             SyntaxElementKind.Blank, SyntaxElementKind.Invalid, SyntaxElementKind.Instruction],
            tree.Elements.Select(e => e.Kind));
        Assert.Equal(text, tree.Format());
    }
}
