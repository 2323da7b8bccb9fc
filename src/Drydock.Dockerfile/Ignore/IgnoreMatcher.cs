using System.Text;

namespace Drydock.Dockerfile.Ignore;

/// <summary>Decides which files of a context are left out.</summary>
/// <remarks>
/// <para>
/// A pattern that matches a directory holds for everything in it; of several matching patterns
/// the last decides. Paths are relative to the root of the context and have no leading slash.
/// </para>
/// <para>
/// There are two ways to ask, and they differ in a rare case as they do upstream
/// (<c>MatchesOrParentMatches</c> and <c>MatchesUsingParentResults</c> of moby/patternmatcher).
/// <see cref="IsExcluded(ReadOnlySpan{byte})"/> looks at one path. A walk goes from directory to
/// directory with <see cref="Enter"/> and asks <see cref="IsExcluded(in IgnoreState, ReadOnlySpan{byte})"/>;
/// there an exception counts for a directory only if an earlier pattern excluded that directory, so
/// <c>**/*.log</c> and then <c>!keep</c> still leave out <c>keep/a.log</c>. Contexts are walked, as BuildKit does.
/// </para>
/// </remarks>
public sealed class IgnoreMatcher
{
    private const int StackWords = 64;

    private readonly CompiledPattern[] _patterns;
    private readonly int _words;

    private IgnoreMatcher(IReadOnlyList<IgnorePattern> source)
    {
        var patterns = source.Select(pattern => new CompiledPattern(pattern)).ToArray();
        (_patterns, Patterns) = (patterns, source);
        _words = (patterns.Length + 63) / 64;
        HasExceptions = patterns.Any(pattern => pattern.IsException);
    }

    /// <summary>Leaves out nothing.</summary>
    public static IgnoreMatcher None { get; } = new([]);

    /// <summary>The patterns, in order.</summary>
    public IReadOnlyList<IgnorePattern> Patterns { get; }

    /// <summary>Whether there is no pattern, so that nothing is left out.</summary>
    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Whether some pattern begins with <c>!</c>.</summary>
    public bool HasExceptions { get; }

    /// <summary>Compiles the patterns of an ignore file; blank ones are passed over.</summary>
    /// <exception cref="IgnorePatternException">A pattern is malformed.</exception>
    public static IgnoreMatcher Create(IEnumerable<IgnorePattern> patterns) =>
        new([.. patterns.Where(pattern => !string.IsNullOrWhiteSpace(pattern.Text))]);

    /// <summary>Compiles patterns that come from no file, such as those of <c>--exclude</c>.</summary>
    /// <exception cref="IgnorePatternException">A pattern is malformed.</exception>
    public static IgnoreMatcher Create(IEnumerable<string> patterns) =>
        Create(patterns.Select(pattern => new IgnorePattern(pattern)));

    /// <summary>Whether a path, given as text, is left out; it may have surplus slashes and dots. The root never is.</summary>
    public bool IsExcluded(string path)
    {
        var cleaned = SlashPath.Clean(path);
        return cleaned != "." && IsExcluded(Encoding.UTF8.GetBytes(cleaned));
    }

    /// <summary>Whether a path is left out.</summary>
    public bool IsExcluded(ReadOnlySpan<byte> path) => LastMatch(path) is { IsException: false };

    /// <summary>Whether a directory is left out and nothing below it can be an exception; the path as text.</summary>
    public bool CanPruneDirectory(string path)
    {
        var cleaned = SlashPath.Clean(path);
        return cleaned != "." && CanPruneDirectory(Encoding.UTF8.GetBytes(cleaned));
    }

    /// <summary>Whether a directory is left out and nothing below it can be an exception.</summary>
    public bool CanPruneDirectory(ReadOnlySpan<byte> path) =>
        LastMatch(path) is { IsException: false } last && NoExceptionBelow(Array.IndexOf(_patterns, last), path);

    /// <summary>In a walk: the state of a directory whose parent has the state <paramref name="parent"/>.</summary>
    public IgnoreState Enter(in IgnoreState parent, ReadOnlySpan<byte> path)
    {
        var matched = _words <= StackWords ? stackalloc ulong[_words] : new ulong[_words];
        return new IgnoreState(matched, Evaluate(parent, path, matched));
    }

    /// <summary>In a walk: whether an entry of the directory with the state <paramref name="parent"/> is left out.</summary>
    public bool IsExcluded(in IgnoreState parent, ReadOnlySpan<byte> path) => Evaluate(parent, path, default);

    /// <summary>In a walk: whether nothing below the directory, whose own state this is, can be included.</summary>
    public bool CanPruneDirectory(in IgnoreState directory, ReadOnlySpan<byte> path)
    {
        if (!directory.IsExcluded)
        {
            return false;
        }

        var last = _patterns.Length - 1;
        while (last >= 0 && !directory.HasMatched(last))
        {
            last--;
        }

        return NoExceptionBelow(last, path);
    }

    /// <summary>The state of a directory somewhere in the context, as a walk from the root would have it.</summary>
    public IgnoreState StateOf(ReadOnlySpan<byte> directory)
    {
        var state = default(IgnoreState);
        for (var end = 0; end < directory.Length;)
        {
            var slash = directory[(end + 1)..].IndexOf((byte)'/');
            end = slash < 0 ? directory.Length : end + 1 + slash;
            state = Enter(state, directory[..end]);
        }

        return state;
    }

    /// <summary>The last pattern that matches the path or a parent of it.</summary>
    private CompiledPattern? LastMatch(ReadOnlySpan<byte> path)
    {
        for (var i = _patterns.Length - 1; i >= 0; i--)
        {
            if (MatchesPathOrParent(_patterns[i], path))
            {
                return _patterns[i];
            }
        }

        return null;
    }

    private static bool MatchesPathOrParent(CompiledPattern pattern, ReadOnlySpan<byte> path)
    {
        while (!pattern.IsMatch(path))
        {
            var slash = path.LastIndexOf((byte)'/');
            if (slash <= 0)
            {
                return false;
            }

            path = path[..slash];
        }

        return true;
    }

    private bool Evaluate(in IgnoreState parent, ReadOnlySpan<byte> path, Span<ulong> matched)
    {
        var excluded = false;
        for (var i = 0; i < _patterns.Length; i++)
        {
            var pattern = _patterns[i];
            if (parent.HasMatched(i) || (pattern.IsException == excluded && pattern.IsMatch(path)))
            {
                excluded = !pattern.IsException;
                if (!matched.IsEmpty)
                {
                    matched[i / 64] |= 1UL << (i % 64);
                }
            }
        }

        return excluded;
    }

    /// <summary>
    /// Whether no exception after the pattern that decided can match below the directory. Those
    /// before it do not matter: what decided for the directory holds for everything in it.
    /// </summary>
    private bool NoExceptionBelow(int decided, ReadOnlySpan<byte> directory)
    {
        if (HasExceptions)
        {
            for (var i = decided + 1; i < _patterns.Length; i++)
            {
                if (_patterns[i].IsException && _patterns[i].CanMatchBelow(directory))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
