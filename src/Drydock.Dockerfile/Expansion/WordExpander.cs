using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Expansion;

/// <summary>Variable expansion as Dockerfiles know it: quotes, escapes, and the forms of <c>$name</c>.</summary>
/// <remarks>
/// Dockerfile reference, "Environment replacement". The forms are <c>${v}</c>, <c>:-</c> <c>-</c> <c>:+</c>
/// <c>+</c> <c>:?</c> <c>?</c>, <c>#</c> <c>##</c> <c>%</c> <c>%%</c> and <c>/pattern/replacement</c>,
/// <c>//pattern/replacement</c>. Every failure is a <see cref="DockerfileException"/> with the code
/// <see cref="DiagnosticCodes.InvalidExpansion"/>.
/// </remarks>
public static class WordExpander
{
    /// <summary>Expands a text into one text; blanks stay.</summary>
    /// <param name="word">The text as written.</param>
    /// <param name="lookup">The variables; null when none is set.</param>
    /// <param name="escape">The escape character of the file.</param>
    /// <param name="options">What to leave alone.</param>
    /// <exception cref="DockerfileException">A quote or brace is not closed, a form is unknown, or <c>?</c> was not satisfied.</exception>
    public static Expanded<string> Word(string word, VariableLookup? lookup, char escape = '\\', WordOptions options = default)
    {
        var matched = new HashSet<string>(StringComparer.Ordinal);
        var unmatched = new HashSet<string>(StringComparer.Ordinal);
        var value = Word(word, lookup, escape, options, matched, unmatched);
        return new Expanded<string>(value, matched, unmatched);
    }

    /// <summary>Expands a text and splits the result at blanks that were not quoted.</summary>
    /// <exception cref="DockerfileException">As for <see cref="Word(string, VariableLookup, char, WordOptions)"/>.</exception>
    public static IReadOnlyList<string> Words(string text, VariableLookup? lookup, char escape = '\\', WordOptions options = default) =>
        Words(text, lookup, escape, options, null, null);

    internal static string Word(
        string word, VariableLookup? lookup, char escape, WordOptions options, HashSet<string>? matched, HashSet<string>? unmatched)
    {
        if (word.AsSpan().IndexOfAny("$'\"") < 0 && !word.Contains(escape, StringComparison.Ordinal))
        {
            return word;
        }

        return new WordLexer(word, lookup, escape, options, matched, unmatched).Run(null);
    }

    internal static IReadOnlyList<string> Words(
        string text, VariableLookup? lookup, char escape, WordOptions options, HashSet<string>? matched, HashSet<string>? unmatched)
    {
        var words = new WordCollector();
        new WordLexer(text, lookup, escape, options, matched, unmatched).Run(words);
        return words.Finish();
    }
}
