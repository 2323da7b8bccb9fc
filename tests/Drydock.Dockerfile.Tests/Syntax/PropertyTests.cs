using System.Text;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;
using FsCheck;
using FsCheck.Fluent;

namespace Drydock.Dockerfile.Tests.Syntax;

/// <summary>What holds for any text at all, lone surrogates included.</summary>
public sealed class PropertyTests
{
    private static readonly string[] s_pieces =
    [
        "FROM ", "a", " AS ", "\n", "\r\n", "RUN ", "COPY ", "ENV ", "ARG ", "LABEL ", "ONBUILD ", "HEALTHCHECK ", "EXPOSE ", "SHELL ",
        "VOLUME ", "--from=", "--mount=type=cache,target=", "--", "<<EOF", "<<-'E'", "EOF\n", "E\n", "\\\n", "\\", "`", "# ", "# escape=`\n",
        "# syntax=a\n", "# check=skip=all;", "[\"", "\"]", "\"", "'", "$", "${", "}", ":-", "#", "%", "/", "*", "?", "=", " ", "\t", "\0",
        "\uFEFF", "\uDC80", "\uD83D", "😀", "é", "1", "80/tcp", "CMD ", "NONE", ",", ";", "{", "[", "]",
    ];

    private static Arbitrary<string> Texts() => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null),
        Gen.Elements(s_pieces).ListOf().Select(pieces => string.Concat(pieces))).ToArbitrary();

    [Fact]
    public void Format_OfAnyText_IsTheText() =>
        Check(text => DockerfileDocument.Parse(text).Format() == text);

    [Fact]
    public void Parse_OfAnyText_NumbersLinesWithinIt() =>
        Check(text =>
        {
            var document = DockerfileDocument.Parse(text);
            var lines = text.Split('\n').Length;
            return document.Diagnostics.All(d => d.Lines.Start <= d.Lines.End && d.Lines.End <= lines)
                && document.Nodes.All(n => n.Lines.Start >= 1 && n.Lines.Start <= n.Lines.End && n.Lines.End <= lines);
        });

    [Fact]
    public void Checks_OfAnyText_Return() =>
        Check(text => CheckRunner.Run(DockerfileDocument.Parse(text), new CheckEnvironment()) is not null);

    [Fact]
    public void Expansion_OfAnyText_SucceedsOrFailsAsItSays() =>
        Check(text =>
        {
            try
            {
                _ = WordExpander.Word(text, name => name.Length % 2 == 0 ? name : null);
                _ = WordExpander.Words(text, name => name.Length % 2 == 0 ? name : null, '`');
                return true;
            }
            catch (DockerfileException e)
            {
                return e.Diagnostic.Code == DiagnosticCodes.InvalidExpansion;
            }
        });

    [Fact]
    public void Expansion_OfDeepNesting_IsRefused() =>
        Assert.Throws<DockerfileException>(() => WordExpander.Word(string.Concat(Enumerable.Repeat("${a:-", 100_000)), null));

    [Fact]
    public void Excerpt_OfAnyText_Returns() =>
        Check(text => SourceExcerpt.Render(text, "Dockerfile", new LineRange(1, text.Length)) is not null);

    /// <summary>Time is for the benchmarks (<c>make bench-micro MICRO=Parser</c>); what is copied again and again shows here.</summary>
    [Fact]
    public void Parse_OfFourTimesTheText_AllocatesNoMoreThanFourTimesAsMuch()
    {
        var small = AllocatedFor(LongText(1 << 18));
        var large = AllocatedFor(LongText(1 << 20));
        Assert.InRange(large, 2 * small, 5 * small);
    }

    private static long AllocatedFor(string source)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(DockerfileDocument.Parse(source).HasErrors);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string LongText(int length)
    {
        var text = new StringBuilder("FROM scratch\n");
        while (text.Length < length)
        {
            text.Append("RUN apt-get update && \\\n    apt-get install -y curl # \"quoted\" $VAR\nENV A=1 B=\"two words\" C=$A\n")
                .Append("COPY --from=0 --chown=1:1 a b /c/\n# a comment\n\nLABEL x=y\n");
        }

        return text.ToString();
    }

    private static void Check(Func<string, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Texts(), holds));
}
