using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;

namespace Drydock.Fuzz.Targets;

/// <summary>Variable expansion, with either escape character: it succeeds, or fails as it says it does.</summary>
internal sealed class ExpanderTarget : FuzzTarget
{
    public override string Name => "expander";

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "plain $a ${b} '$c' \"$d\" \\$e", "${a:-default}", "${a-default}", "${a:+set}", "${a+set}", "${a:?message}", "${a?message}", "${a#x*}",
        "${a##x*}", "${a%*x}", "${a%%*x}", "${a/x/y}", "${a//x/y}", "${a:-${b:-${c:-deep}}}", "\"a ${b:-\"quoted\"} c\"", "`$a` `${b}",
        "<<EOF <<-'E' 3<<F", "$1 $@ $# $? ${10}", "${a//[a-c]?/-}", "${aa//?/${aa//?/${aa//?/${aa//?/bb}}}}", "two words\tthree",
    ];

    public override IReadOnlyList<string> Pieces { get; } =
    [
        "$", "${", "}", ":-", ":+", ":?", "-", "+", "?", "#", "##", "%", "%%", "/", "//", "*", "[a-z]", "[^a]", "\\", "`", "'", "\"", " ", "\t",
        "abcd", "ab", "a", "<<", "${aa//", "${aa//?/", "${aa:-", "\0", "\uDC80", "\uD83D\uDE00", "\u0660",
    ];

    /// <summary>A result may have a million characters, and several of them may be in the making.</summary>
    public override long AllowedBytes => 64 << 20;

    public override int Run(string input) => HashCode.Combine(Words(input, '\\'), Words(input, '`'));

    private static int Words(string input, char escape)
    {
        try
        {
            var one = WordExpander.Word(input, Value, escape);
            var words = WordExpander.Words(input, Value, escape);
            Require(words.All(w => w.Length > 0), "a word is empty");
            return HashCode.Combine(words.Count, one.Matched.Count, one.Unmatched.Count, one.Value.Length == 0);
        }
        catch (DockerfileException e)
        {
            Require(e.Diagnostic.Code == DiagnosticCodes.InvalidExpansion, $"the code is {e.Diagnostic.Code}");
            return e.Message[..Math.Min(e.Message.Length, 12)].GetHashCode(StringComparison.Ordinal) ^ e.Message.Length / 16;
        }
    }

    /// <summary>Values that grow when they are put in place of each other.</summary>
    private static string? Value(string name) => (name.Length % 3) switch
    {
        0 => null,
        1 => "",
        _ => "aaaa" + name,
    };
}
