namespace Drydock.Dockerfile.Ignore;

/// <summary>One pattern of an ignore file or of <c>--exclude</c>.</summary>
/// <param name="Text">The pattern; an exception begins with <c>!</c>.</param>
/// <param name="Line">The line in the file, from 1; 0 when it comes from elsewhere.</param>
public sealed record IgnorePattern(string Text, int Line = 0);

/// <summary>A pattern that cannot be used; the message is one sentence for the user.</summary>
public sealed class IgnorePatternException : FormatException
{
    /// <summary>Says what is wrong with <paramref name="pattern"/>.</summary>
    public IgnorePatternException(IgnorePattern pattern, string why)
        : base($"{(pattern.Line > 0 ? $"line {pattern.Line}: " : "")}the ignore pattern \"{pattern.Text}\" is invalid: {why}") =>
        Pattern = pattern;

    /// <summary>The pattern, with its line.</summary>
    public IgnorePattern Pattern { get; }
}
