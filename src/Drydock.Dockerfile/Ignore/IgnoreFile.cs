namespace Drydock.Dockerfile.Ignore;

/// <summary>Reads <c>.dockerignore</c> files.</summary>
/// <remarks>Dockerfile reference, ".dockerignore file"; details as in moby/patternmatcher.</remarks>
public static class IgnoreFile
{
    /// <summary>The name of the file in the root of a context.</summary>
    public const string FileName = ".dockerignore";

    /// <summary>
    /// What is appended to the name of a Dockerfile to name an ignore file that wins over
    /// <see cref="FileName"/>: <c>app.Dockerfile.dockerignore</c>.
    /// </summary>
    public const string Suffix = ".dockerignore";

    private const char ByteOrderMark = '\uFEFF';

    /// <summary>
    /// The patterns of a file, in order: without comments, empty lines and surrounding blanks, cleaned,
    /// and relative to the root of the context. They are not checked; <see cref="IgnoreMatcher.Create(IEnumerable{IgnorePattern})"/> does that.
    /// </summary>
    public static IReadOnlyList<IgnorePattern> Parse(string text)
    {
        var patterns = new List<IgnorePattern>();
        var number = 0;
        foreach (var line in text.TrimStart(ByteOrderMark).Split('\n'))
        {
            number++;

            // Only a # in the first column begins a comment.
            if (!line.StartsWith('#') && Clean(line.Trim()) is { Length: > 0 } pattern)
            {
                patterns.Add(new IgnorePattern(pattern, number));
            }
        }

        return patterns;
    }

    private static string Clean(string line)
    {
        var exception = line.StartsWith('!');
        var pattern = exception ? line[1..].Trim() : line;
        if (pattern.Length > 0)
        {
            pattern = SlashPath.Clean(pattern);
            if (pattern.Length > 1 && pattern[0] == '/')
            {
                pattern = pattern[1..];
            }
        }

        return exception ? "!" + pattern : pattern;
    }
}
