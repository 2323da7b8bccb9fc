using System.Text;

namespace Drydock.Dockerfile.Ignore;

/// <summary>What one part of a pattern matches.</summary>
internal enum PatternTokenKind
{
    /// <summary>One given character.</summary>
    Literal,

    /// <summary><c>?</c>: one character but a slash.</summary>
    AnyCharacter,

    /// <summary><c>[a-z]</c>: one character of the class.</summary>
    Class,

    /// <summary><c>*</c>: any characters but slashes, or none.</summary>
    Star,

    /// <summary><c>**</c> or <c>**/</c> inside a pattern: nothing, or anything that ends with a slash.</summary>
    Directories,

    /// <summary><c>**</c> at the end of a pattern: anything, or nothing.</summary>
    Rest,

    /// <summary>A <see cref="Directories"/> that has taken a character, so that only a slash ends it. Not in a token list.</summary>
    BegunDirectories,
}

/// <summary>One part of a pattern.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Character">The character of a literal.</param>
/// <param name="Ranges">The ranges of a class.</param>
/// <param name="Negated">Whether the class matches what is in none of its ranges.</param>
internal readonly record struct PatternToken(
    PatternTokenKind Kind, int Character = 0, IReadOnlyList<(int Low, int High)>? Ranges = null, bool Negated = false)
{
    /// <summary>
    /// Whether a literal, <c>?</c> or class matches one character. A negated class matches a slash
    /// too, as it does in the reference implementation.
    /// </summary>
    public bool Matches(int character) => Kind switch
    {
        PatternTokenKind.Literal => character == Character,
        PatternTokenKind.AnyCharacter => character != '/',
        PatternTokenKind.Class => IsInRange(character) != Negated,
        _ => false,
    };

    private bool IsInRange(int character)
    {
        foreach (var (low, high) in Ranges!)
        {
            if (low <= character && character <= high)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Splits a pattern, without its <c>!</c>, into tokens.</summary>
    /// <exception cref="FormatException">The pattern is malformed; the message is only the reason.</exception>
    public static List<PatternToken> Tokenize(string pattern)
    {
        var tokens = new List<PatternToken>();
        var reader = new PatternReader(pattern);
        while (!reader.AtEnd)
        {
            tokens.Add(Next(ref reader));
        }

        return tokens;
    }

    private static PatternToken Next(ref PatternReader reader)
    {
        var c = reader.Read();
        switch (c)
        {
            case '*' when reader.TryRead('*'):
                reader.TryRead('/');
                return new PatternToken(reader.AtEnd ? PatternTokenKind.Rest : PatternTokenKind.Directories);
            case '*':
                return new PatternToken(PatternTokenKind.Star);
            case '?':
                return new PatternToken(PatternTokenKind.AnyCharacter);
            case '[':
                return ReadClass(ref reader);
            case '\\':
                return new PatternToken(PatternTokenKind.Literal, reader.Read("it ends with a backslash"));
            default:
                return new PatternToken(PatternTokenKind.Literal, c);
        }
    }

    private static PatternToken ReadClass(ref PatternReader reader)
    {
        const string open = "its [class] is not closed";
        var negated = reader.TryRead('^');
        var ranges = new List<(int, int)>();
        while (ranges.Count == 0 || !reader.TryRead(']'))
        {
            var low = ReadClassCharacter(ref reader);
            var high = reader.TryRead('-') ? ReadClassCharacter(ref reader) : low;
            if (high < low)
            {
                throw new FormatException($"the range {new Rune(low)}-{new Rune(high)} is backwards");
            }

            ranges.Add((low, high));
            if (reader.AtEnd)
            {
                throw new FormatException(open);
            }
        }

        return new PatternToken(PatternTokenKind.Class, Ranges: ranges, Negated: negated);
    }

    private static int ReadClassCharacter(ref PatternReader reader)
    {
        var c = reader.Read("its [class] is not closed");
        return c switch
        {
            '-' or ']' => throw new FormatException($"a \"{(char)c}\" in a [class] must be written \\{(char)c}"),
            '\\' => reader.Read("its [class] is not closed"),
            _ => c,
        };
    }

    /// <summary>Reads a pattern by characters of Unicode.</summary>
    private ref struct PatternReader(string text)
    {
        private int _position;

        public readonly bool AtEnd => _position >= text.Length;

        public int Read(string atEnd = "it ends too early")
        {
            if (AtEnd)
            {
                throw new FormatException(atEnd);
            }

            _ = Rune.DecodeFromUtf16(text.AsSpan(_position), out var rune, out var length);
            _position += length;
            return rune.Value;
        }

        public bool TryRead(char expected)
        {
            var found = !AtEnd && text[_position] == expected;
            _position += found ? 1 : 0;
            return found;
        }
    }
}
