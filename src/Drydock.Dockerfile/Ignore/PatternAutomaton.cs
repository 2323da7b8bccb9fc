using System.Numerics;
using System.Text;

namespace Drydock.Dockerfile.Ignore;

/// <summary>
/// Runs a pattern over a path in one pass, all ways to match at once: each bit of a
/// <typeparamref name="TStates"/> is a place in the pattern. The time does not depend on how many
/// stars there are, so no pattern can make a build hang.
/// </summary>
/// <remarks>
/// A literal, <c>?</c>, class, <c>*</c> and final <c>**</c> take one place. An inner <c>**</c>
/// takes two: "not begun", which may be passed over, and "begun", which only a slash leaves.
/// </remarks>
internal sealed class PatternAutomaton<TStates>
    where TStates : IBinaryInteger<TStates>
{
    private const int AsciiCount = 128;
    private const int SmallBytes = 64;

    private readonly PatternToken[] _tokenAt;
    private readonly TStates[] _advance = new TStates[AsciiCount];
    private readonly TStates _stayUnlessSlash;
    private readonly TStates _stay;
    private readonly TStates _directories;
    private readonly TStates _begun;
    private readonly TStates _skippable;
    private readonly TStates _start;
    private readonly TStates _final;

    public PatternAutomaton(IReadOnlyList<PatternToken> tokens)
    {
        _tokenAt = new PatternToken[PlacesOf(tokens)];
        var place = 0;
        foreach (var token in tokens)
        {
            _tokenAt[place++] = token;
            if (token.Kind == PatternTokenKind.Directories)
            {
                _tokenAt[place++] = new PatternToken(PatternTokenKind.BegunDirectories);
            }
        }

        for (var c = 0; c < AsciiCount; c++)
        {
            _advance[c] = Advancing(c);
        }

        _stayUnlessSlash = Places(PatternTokenKind.Star);
        _stay = Places(PatternTokenKind.Rest);
        _skippable = _stayUnlessSlash | _stay;
        _directories = Places(PatternTokenKind.Directories);
        _begun = Places(PatternTokenKind.BegunDirectories);
        _final = TStates.One << place;
        _start = PassOver(TStates.One);
    }

    /// <summary>How many places a pattern has, the final one not counted.</summary>
    public static int PlacesOf(IReadOnlyList<PatternToken> tokens) =>
        tokens.Count + tokens.Count(token => token.Kind == PatternTokenKind.Directories);

    /// <summary>Whether the pattern matches the whole path.</summary>
    public bool IsMatch(ReadOnlySpan<byte> path) => (Run(_start, path) & _final) != TStates.Zero;

    /// <summary>Whether the pattern can match some path that begins with <paramref name="directory"/> and a slash.</summary>
    public bool CanMatchBelow(ReadOnlySpan<byte> directory) =>
        (Run(Run(_start, directory), "/"u8) & ~_final) != TStates.Zero;

    private TStates Run(TStates states, ReadOnlySpan<byte> path)
    {
        for (var i = 0; i < path.Length && states != TStates.Zero;)
        {
            var c = path[i];
            if (c < AsciiCount)
            {
                states = Step(states, states & _advance[c], c == '/');
                i++;
            }
            else
            {
                // A byte that is not UTF-8 counts as one character.
                _ = Rune.DecodeFromUtf8(path[i..], out var rune, out var length);
                states = Step(states, states & Advancing(rune.Value), slash: false);
                i += length;
            }
        }

        return states;
    }

    private TStates Step(TStates states, TStates advancing, bool slash)
    {
        var begun = ((states & _directories) << 1) | (states & _begun);
        var next = (advancing << 1) | (states & _stay) | begun;
        next |= slash ? begun << 1 : states & _stayUnlessSlash;
        return PassOver(next);
    }

    /// <summary>Adds the places behind those that may match nothing.</summary>
    private TStates PassOver(TStates states)
    {
        while (true)
        {
            var more = states | ((states & _skippable) << 1) | ((states & _directories) << 2);
            if (more == states)
            {
                return states;
            }

            states = more;
        }
    }

    private TStates Advancing(int character) => Places(static (token, c) => token.Matches(c), character);

    private TStates Places(PatternTokenKind kind) => Places(static (token, k) => token.Kind == k, kind);

    private TStates Places<T>(Func<PatternToken, T, bool> isWanted, T argument)
    {
        // Collected as bytes: a large number would be copied anew for every bit.
        var length = (_tokenAt.Length / 8) + 1;
        Span<byte> bits = length <= SmallBytes ? stackalloc byte[length] : new byte[length];
        bits.Clear();
        for (var place = 0; place < _tokenAt.Length; place++)
        {
            if (isWanted(_tokenAt[place], argument))
            {
                bits[place / 8] |= (byte)(1 << (place % 8));
            }
        }

        return TStates.ReadLittleEndian(bits, isUnsigned: true);
    }
}
