using System.Text;
using System.Text.RegularExpressions;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Dockerfile.Tests.Ignore;

/// <summary>Compares the matcher with a slow one that follows upstream's description word for word.</summary>
public sealed class IgnorePropertyTests
{
    private const int Rounds = 4000;

    private static readonly string[] s_parts = ["a", "b", "ab", "*", "**", "?", "a*", "*b", "[ab]", "[^a]", "\\a", "a.b", "é", "**a", "b**", "*a*", "***"];
    private static readonly string[] s_names = ["a", "b", "ab", "ba", "aab", "a.b", "é", "c"];

    [Fact]
    public void IsExcluded_RandomPatterns_AgreesWithTheBruteForce()
    {
        var random = new Random(20211);
        for (var round = 0; round < Rounds; round++)
        {
            var patterns = RandomPatterns(random);
            var matcher = IgnoreMatcher.Create(patterns);
            var slow = patterns.ConvertAll(SlowPattern.Create);
            for (var i = 0; i < 8; i++)
            {
                var path = RandomPath(random);
                Assert.True(Brute(slow, path) == matcher.IsExcluded(path), $"[{string.Join(' ', patterns)}] {path}");
            }
        }
    }

    [Fact]
    public void Walk_RandomPatterns_AgreesWithTheBruteForceAndPrunesNothingIncluded()
    {
        var random = new Random(20212);
        for (var round = 0; round < Rounds; round++)
        {
            var patterns = RandomPatterns(random);
            var matcher = IgnoreMatcher.Create(patterns);
            var slow = patterns.ConvertAll(SlowPattern.Create);
            var components = RandomPath(random).Split('/');
            var state = default(IgnoreState);
            bool[]? parent = null;
            var pruned = false;
            for (var depth = 1; depth <= components.Length; depth++)
            {
                var path = string.Join('/', components[..depth]);
                var bytes = Encoding.UTF8.GetBytes(path);
                var expected = BruteWalk(slow, path, ref parent);
                var context = $"[{string.Join(' ', patterns)}] {path}";
                Assert.True(expected == matcher.IsExcluded(state, bytes), context);
                state = matcher.Enter(state, bytes);
                Assert.True(expected == state.IsExcluded, context);
                Assert.False(pruned && !expected, $"{context}: was pruned above");
                pruned |= matcher.CanPruneDirectory(state, bytes);
            }
        }
    }

    [Fact]
    public void CanPruneDirectory_RandomPatterns_NothingBelowIsIncluded()
    {
        var random = new Random(20213);
        for (var round = 0; round < Rounds; round++)
        {
            var patterns = RandomPatterns(random);
            var matcher = IgnoreMatcher.Create(patterns);
            var directory = RandomPath(random);
            if (matcher.CanPruneDirectory(directory))
            {
                for (var i = 0; i < 10; i++)
                {
                    var path = $"{directory}/{RandomPath(random)}";
                    Assert.True(matcher.IsExcluded(path), $"[{string.Join(' ', patterns)}] {path}");
                }
            }
        }
    }

    private static List<string> RandomPatterns(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (random.Next(3) == 0 ? "!" : "")
            + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => s_parts[random.Next(s_parts.Length)])))];

    private static string RandomPath(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => s_names[random.Next(s_names.Length)]));

    private static bool Brute(List<SlowPattern> patterns, string path)
    {
        var matched = false;
        foreach (var pattern in patterns)
        {
            if (pattern.IsException == matched && Ancestors(path).Any(pattern.IsMatch))
            {
                matched = !pattern.IsException;
            }
        }

        return matched;
    }

    private static bool BruteWalk(List<SlowPattern> patterns, string path, ref bool[]? parent)
    {
        var matched = false;
        var own = new bool[patterns.Count];
        for (var i = 0; i < patterns.Count; i++)
        {
            own[i] = parent?[i] == true || (patterns[i].IsException == matched && patterns[i].IsMatch(path));
            matched = own[i] ? !patterns[i].IsException : matched;
        }

        parent = own;
        return matched;
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
            yield return path;
        }
    }

    /// <summary>A pattern by way of a regular expression, as upstream has it.</summary>
    private sealed record SlowPattern(bool IsException, Regex Expression)
    {
        public bool IsMatch(string path) => Expression.IsMatch(path);

        public static SlowPattern Create(string text)
        {
            var exception = text.StartsWith('!');
            var pattern = exception ? text[1..] : text;
            var expression = new StringBuilder("^");

            // "**" and then plain text only: any text before it, even without a slash between.
            if (pattern.StartsWith("**", StringComparison.Ordinal) && pattern[2..].All(c => !"*?[]\\".Contains(c)))
            {
                var rest = pattern[2..];
                expression.Append(rest.StartsWith('/') ? "(.*/)?" + Regex.Escape(rest[1..]) : ".*" + Regex.Escape(rest));
                return new SlowPattern(exception, Compile(expression));
            }

            for (var i = 0; i < pattern.Length; i++)
            {
                switch (pattern[i])
                {
                    case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                        i += i + 2 < pattern.Length && pattern[i + 2] == '/' ? 2 : 1;
                        expression.Append(i == pattern.Length - 1 ? ".*" : "(.*/)?");
                        break;
                    case '*':
                        expression.Append("[^/]*");
                        break;
                    case '?':
                        expression.Append("[^/]");
                        break;
                    case '\\':
                        expression.Append(Regex.Escape(pattern[++i].ToString()));
                        break;
                    case '[' or ']' or '^':
                        expression.Append(pattern[i]);
                        break;
                    default:
                        expression.Append(Regex.Escape(pattern[i].ToString()));
                        break;
                }
            }

            return new SlowPattern(exception, Compile(expression));
        }

        private static Regex Compile(StringBuilder expression) =>
            new(expression.Append("\\z").ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }
}
