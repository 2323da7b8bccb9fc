using Drydock.Dockerfile.Expansion;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Expands the words of one instruction and notes the variables they use.</summary>
internal sealed class InstructionExpander(VariableLookup lookup, char escape)
{
    public HashSet<string> Matched { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Unmatched { get; } = new(StringComparer.Ordinal);

    /// <summary>One word: quotes and escapes are removed.</summary>
    public string Word(string word) => WordExpander.Word(word, lookup, escape, default, Matched, Unmatched);

    /// <summary>A word that may be absent.</summary>
    public string? Optional(string? word) => word is null ? null : Word(word);

    /// <summary>Each of the words.</summary>
    public IReadOnlyList<string> Each(IReadOnlyList<string> words) => [.. words.Select(Word)];

    /// <summary>The content of a heredoc: quotes are text, and the backslash escapes whatever the file's escape character is.</summary>
    public string Document(string content) =>
        WordExpander.Word(content, lookup, '\\', new WordOptions { IgnoreQuotes = true }, Matched, Unmatched);

    /// <summary>A text whose expansion is divided at blanks.</summary>
    public IReadOnlyList<string> Words(string text) => WordExpander.Words(text, lookup, escape, default, Matched, Unmatched);
}
