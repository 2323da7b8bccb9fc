using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Tests.Expansion;

public sealed class WordExpanderTests
{
    private static readonly VariableScope s_scope =
        new(["V=value", "EMPTY=", "P=/a/foo/b/c.txt", "XY=xxyy", "STARS=xx**", "E=😀b", "SP=a  b"]);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$V", "value")]
    [InlineData("a${V}b", "avalueb")]
    [InlineData("$Vx", "")]
    [InlineData("\\$V", "$V")]
    [InlineData("\\\\$V", "\\value")]
    [InlineData("'$V'", "$V")]
    [InlineData("\"$V\"", "value")]
    [InlineData("\"a\\tb\"", "a\\tb")]
    [InlineData("a\\tb", "atb")]
    [InlineData("'a\\'", "a\\")]
    [InlineData("end\\", "end")]
    [InlineData("$", "$")]
    [InlineData("$.", "$.")]
    [InlineData("a$1b", "ab")]
    [InlineData("${NO:-d}", "d")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("${EMPTY-d}", "")]
    [InlineData("${NO-${V}}", "value")]
    [InlineData("${V:+x}", "x")]
    [InlineData("${EMPTY:+x}", "")]
    [InlineData("${EMPTY+x}", "x")]
    [InlineData("${NO+x}", "")]
    [InlineData("${V?m}", "value")]
    [InlineData("${EMPTY?m}", "")]
    [InlineData("${NO:-\\${V}z}", "${Vz}")]
    [InlineData("${P#*/}", "a/foo/b/c.txt")]
    [InlineData("${P##*/}", "c.txt")]
    [InlineData("${P%/*}", "/a/foo/b")]
    [InlineData("${P%%/*}", "")]
    [InlineData("${XY#?}", "xyy")]
    [InlineData("${XY#*x*y}", "y")]
    [InlineData("${XY##*x*y}", "")]
    [InlineData("${XY#z}", "xxyy")]
    [InlineData("${STARS%%\\**}", "xx")]
    [InlineData("${XY/x/z}", "zxyy")]
    [InlineData("${XY//x/z}", "zzyy")]
    [InlineData("${XY//x*/z}", "z")]
    [InlineData("${P//\\//-}", "-a-foo-b-c.txt")]
    [InlineData("${E#?}", "b")]
    [InlineData("${E//?/.}", "..")]
    public void Word_OfForm_HasItsValue(string word, string expected) =>
        Assert.Equal(expected, WordExpander.Word(word, s_scope.Lookup).Value);

    [Theory]
    [InlineData("${}")]
    [InlineData("${.}")]
    [InlineData("${:-x}")]
    [InlineData("${{x}")]
    [InlineData("${V")]
    [InlineData("${V:-x")]
    [InlineData("${V:=x}")]
    [InlineData("${V=x}")]
    [InlineData("${V:x}")]
    [InlineData("${V:#x}")]
    [InlineData("${V/x}")]
    [InlineData("${V#\\x}")]
    [InlineData("'open")]
    [InlineData("\"open")]
    public void Word_OfBrokenForm_IsRefused(string word) => Assert.Equal(
        DiagnosticCodes.InvalidExpansion,
        Assert.Throws<DockerfileException>(() => WordExpander.Word(word, s_scope.Lookup)).Diagnostic.Code);

    [Theory]
    [InlineData("${NO:?say $V}", "failed to process \"${NO:?say $V}\": NO: say value")]
    [InlineData("${NO?}", "failed to process \"${NO?}\": NO: is not allowed to be unset")]
    [InlineData("${EMPTY:?}", "failed to process \"${EMPTY:?}\": EMPTY: is not allowed to be empty")]
    public void Word_WithUnsatisfiedDemand_SaysWhatWasDemanded(string word, string message) =>
        Assert.Equal(message, Assert.Throws<DockerfileException>(() => WordExpander.Word(word, s_scope.Lookup)).Message);

    [Fact]
    public void Word_WithOtherEscape_LeavesBackslashes() =>
        Assert.Equal("\\value$V", WordExpander.Word("\\$V`$V", s_scope.Lookup, '`').Value);

    [Fact]
    public void Word_OfBytesThatAreNoText_KeepsThem() => Assert.Equal("\uDC80value", WordExpander.Word("\uDC80$V", s_scope.Lookup).Value);

    [Fact]
    public void Word_NotesVariables_MatchedAndNot()
    {
        var expanded = WordExpander.Word("$V ${NO:-$P} ${V:+$NEVER}", s_scope.Lookup);
        Assert.Equal(["P", "V"], expanded.Matched.Order());
        Assert.Equal(["NEVER", "NO"], expanded.Unmatched.Order());
    }

    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("a$SP", "aa|b")]
    [InlineData("a\"$SP\"", "aa  b")]
    [InlineData("x'y z'", "xy z")]
    [InlineData(" '' a ", "a")]
    [InlineData("a\\ b", "a b")]
    [InlineData("a${NO:-b c}d", "ab|cd")]
    public void Words_OfText_AreSplitWhereNotQuoted(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', WordExpander.Words(text, s_scope.Lookup)));

    [Theory]
    [InlineData("\"$V\" '$V'", "\"value\" 'value'")]
    [InlineData("it's `x` \\$V \\\\", "it's `x` $V \\")]
    public void Word_IgnoringQuotes_KeepsThem(string text, string expected) =>
        Assert.Equal(expected, WordExpander.Word(text, s_scope.Lookup, '\\', new WordOptions { IgnoreQuotes = true }).Value);

    [Fact]
    public void Word_KeepingUnset_KeepsReferences() => Assert.Equal(
        "$NO ${NO} ${NO:-x} ${NO#x} ${NO/a/b} value",
        WordExpander.Word("$NO ${NO} ${NO:-x} ${NO#x} ${NO/a/b} $V", s_scope.Lookup, '\\', new WordOptions { KeepUnset = true }).Value);

    [Theory]
    [InlineData("${v//?/", "}")]
    [InlineData("\"${v//?/", "}\"")]
    public void Word_OfSubstitutionsThatMultiply_IsRefusedBeforeTheMemoryIsFull(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 30)) + "xx" + string.Concat(Enumerable.Repeat(close, 30));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DockerfileException>(() => WordExpander.Word(text, _ => "abcdef"));
        Assert.Contains("longer than", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 20);
    }
}
