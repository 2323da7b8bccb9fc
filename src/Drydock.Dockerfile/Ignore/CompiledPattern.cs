using System.Numerics;
using System.Text;

namespace Drydock.Dockerfile.Ignore;

/// <summary>How a pattern is compared with a path.</summary>
internal enum PatternKind
{
    /// <summary>The path is the pattern.</summary>
    Exact,

    /// <summary><c>name/**</c>: the path begins with the text.</summary>
    Prefix,

    /// <summary><c>**/name</c>: the path ends with the text.</summary>
    Suffix,

    /// <summary>Everything else.</summary>
    Wildcard,
}

/// <summary>A pattern made ready for matching many paths, given as bytes of UTF-8 without a leading slash.</summary>
internal sealed class CompiledPattern
{
    private const int UInt64Places = 63;

    private readonly byte[] _text;
    private readonly byte[] _prefix = [];
    private readonly byte[] _suffix = [];
    private readonly byte[] _inner = [];
    private readonly PatternAutomaton<ulong>? _automaton;
    private readonly PatternAutomaton<BigInteger>? _largeAutomaton;

    /// <summary>Compiles one pattern.</summary>
    /// <exception cref="IgnorePatternException">The pattern is malformed.</exception>
    public CompiledPattern(IgnorePattern pattern)
    {
        var text = pattern.Text.Trim();
        IsException = text.StartsWith('!');
        text = IsException ? text[1..].Trim() : text;
        if (text.Length == 0)
        {
            throw new IgnorePatternException(pattern, "nothing follows the \"!\"");
        }

        text = SlashPath.Clean(text);
        List<PatternToken> tokens;
        try
        {
            tokens = PatternToken.Tokenize(text);
        }
        catch (FormatException e)
        {
            throw new IgnorePatternException(pattern, e.Message);
        }

        var escaped = text.Contains('\\');
        (Kind, _text) = tokens switch
        {
            [{ Kind: PatternTokenKind.Rest }] => (PatternKind.Suffix, []),
            _ when AreLiterals(tokens) && !escaped => (PatternKind.Exact, Utf8(text)),
            [.., { Kind: PatternTokenKind.Rest }] when AreLiterals(tokens[..^1]) && !escaped => (PatternKind.Prefix, Utf8(Literals(tokens[..^1]))),
            [{ Kind: PatternTokenKind.Directories }, ..] when AreLiterals(tokens[1..]) && !escaped => (PatternKind.Suffix, Utf8(text[2..])),
            _ => (PatternKind.Wildcard, []),
        };
        if (Kind == PatternKind.Wildcard)
        {
            _prefix = Utf8(Literals(tokens.TakeWhile(IsLiteral)));
            _suffix = Utf8(Literals(tokens.AsEnumerable().Reverse().TakeWhile(IsLiteral).Reverse()));
            _inner = Utf8(LongestLiteral(tokens));
            _ = PatternAutomaton<ulong>.PlacesOf(tokens) <= UInt64Places
                ? (object)(_automaton = new PatternAutomaton<ulong>(tokens))
                : _largeAutomaton = new PatternAutomaton<BigInteger>(tokens);
        }
    }

    public PatternKind Kind { get; }

    /// <summary>Whether the pattern began with <c>!</c>.</summary>
    public bool IsException { get; }

    /// <summary>Whether the pattern matches the path itself; its parents are not looked at.</summary>
    public bool IsMatch(ReadOnlySpan<byte> path) => Kind switch
    {
        PatternKind.Exact => path.SequenceEqual(_text),
        PatternKind.Prefix => path.StartsWith(_text),
        // "**/name" matches "name" too; "**name" has no slash to leave out.
        PatternKind.Suffix => path.EndsWith(_text) || (_text is [(byte)'/', ..] && path.SequenceEqual(_text.AsSpan(1))),
        _ => path.StartsWith(_prefix) && path.EndsWith(_suffix) && path.IndexOf(_inner) >= 0
            && (_automaton?.IsMatch(path) ?? _largeAutomaton!.IsMatch(path)),
    };

    /// <summary>Whether the pattern can match something below the directory.</summary>
    public bool CanMatchBelow(ReadOnlySpan<byte> directory) => Kind switch
    {
        PatternKind.Exact => IsBelow(_text, directory),
        PatternKind.Prefix => IsBelow(_text, directory) || directory.StartsWith(_text) || IsWithSlash(directory, _text),
        PatternKind.Suffix => true,
        _ => _automaton?.CanMatchBelow(directory) ?? _largeAutomaton!.CanMatchBelow(directory),
    };

    private static bool IsBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) =>
        path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory);

    private static bool IsWithSlash(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> text) =>
        text.Length == directory.Length + 1 && text[^1] == '/' && text.StartsWith(directory);

    private static bool IsLiteral(PatternToken token) => token.Kind == PatternTokenKind.Literal;

    private static bool AreLiterals(IEnumerable<PatternToken> tokens) => tokens.All(IsLiteral);

    private static string Literals(IEnumerable<PatternToken> tokens) =>
        string.Concat(tokens.Select(token => new Rune(token.Character).ToString()));

    private static string LongestLiteral(List<PatternToken> tokens)
    {
        var (longest, length, start) = (0, 0, 0);
        for (var i = 0; i <= tokens.Count; i++)
        {
            if (i < tokens.Count && IsLiteral(tokens[i]))
            {
                continue;
            }

            (longest, length) = i - start > length ? (start, i - start) : (longest, length);
            start = i + 1;
        }

        return Literals(tokens.GetRange(longest, length));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
