using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Tests.Diagnostics;

public sealed class SourceExcerptTests
{
    [Fact]
    public void Render_OfLine_MarksItAmongItsNeighbours() => Assert.Equal(
        """
        Dockerfile:3
        --------------------
           1 |     FROM a
           2 |     RUN b
           3 | >>> RUN c \
           4 | >>>   d
           5 |     RUN e
           6 |     RUN f
        --------------------

        """,
        SourceExcerpt.Render("FROM a\r\nRUN b\nRUN c \\\n  d\nRUN e\nRUN f\nRUN g\n", "Dockerfile", new LineRange(3, 4)));

    [Fact]
    public void Render_OfLongRange_CutsItsMiddle()
    {
        var excerpt = SourceExcerpt.Render(string.Concat(Enumerable.Repeat("x\n", 500)), "f", new LineRange(10, 400));
        Assert.InRange(excerpt.Split('\n').Length, 40, 55);
        Assert.Contains("  ... |", excerpt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Render_OfNoSuchLine_IsEmpty(int line) => Assert.Equal("", SourceExcerpt.Render("a\n", "f", new LineRange(line)));

    [Fact]
    public void Format_OfDiagnostic_IsOneLine() =>
        Assert.Equal("Dockerfile:3: bad", Diagnostic.Error("c", "bad", new LineRange(3, 4)).Format("Dockerfile"));
}
