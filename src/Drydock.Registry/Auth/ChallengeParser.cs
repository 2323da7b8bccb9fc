using System.Buffers;
using System.Text;

namespace Drydock.Registry.Auth;

/// <summary>Reads <c>WWW-Authenticate</c>. It never fails: at the first nonsense it returns what it understood before.</summary>
internal ref struct ChallengeParser
{
    // More than any registry sends, and little enough to hold and print.
    private const int MaxLength = 16 * 1024;

    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> s_token68 =
        SearchValues.Create("-._~+/0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private ReadOnlySpan<char> _rest;

    private ChallengeParser(ReadOnlySpan<char> text) => _rest = text;

    /// <summary>All challenges of all header lines, in order.</summary>
    public static IReadOnlyList<Challenge> Parse(IEnumerable<string> lines)
    {
        var challenges = new List<Challenge>();
        foreach (var line in lines.Where(line => line.Length <= MaxLength))
        {
            new ChallengeParser(line).ReadInto(challenges);
        }

        return challenges;
    }

    private void ReadInto(List<Challenge> challenges)
    {
        Dictionary<string, string>? parameters = null;
        while (true)
        {
            Skip(" \t,");
            var name = Take(s_token);
            if (name.IsEmpty)
            {
                return;
            }

            var before = _rest;
            Skip(" \t");
            if (parameters is not null && _rest.StartsWith("="))
            {
                if (!TryTakeValue(out var value))
                {
                    return;
                }

                // The first of two equal names counts, so that nothing appended can replace it.
                parameters.TryAdd(name.ToString().ToLowerInvariant(), value);
                continue;
            }

            if (before.Length == _rest.Length && !_rest.IsEmpty && _rest[0] != ',')
            {
                return;
            }

            parameters = [];
            challenges.Add(new Challenge(name.ToString().ToLowerInvariant(), parameters));
            SkipToken68();
        }
    }

    private bool TryTakeValue(out string value)
    {
        _rest = _rest[1..];
        Skip(" \t");
        if (!_rest.StartsWith("\""))
        {
            value = Take(s_token).ToString();
            return value.Length > 0;
        }

        var text = new StringBuilder();
        for (var i = 1; i < _rest.Length; i++)
        {
            if (_rest[i] == '"')
            {
                _rest = _rest[(i + 1)..];
                value = text.ToString();
                return true;
            }

            if (_rest[i] == '\\' && ++i == _rest.Length)
            {
                break;
            }

            text.Append(_rest[i]);
        }

        value = "";
        return false;
    }

    /// <summary>Passes over a lone value after a scheme, such as <c>Negotiate oYG2==</c>.</summary>
    private void SkipToken68()
    {
        var start = _rest;
        Take(s_token68);
        while (_rest.StartsWith("="))
        {
            _rest = _rest[1..];
        }

        Skip(" \t");
        if (!_rest.IsEmpty && _rest[0] != ',')
        {
            _rest = start;
        }
        else if (start.Length > 0 && start[0] == ',')
        {
            _rest = start;
        }
    }

    private void Skip(ReadOnlySpan<char> characters) => _rest = _rest.TrimStart(characters);

    private ReadOnlySpan<char> Take(SearchValues<char> characters)
    {
        var end = _rest.IndexOfAnyExcept(characters);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }
}
