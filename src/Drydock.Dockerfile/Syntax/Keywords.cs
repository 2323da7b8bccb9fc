namespace Drydock.Dockerfile.Syntax;

/// <summary>The keywords of the language.</summary>
public static class Keywords
{
    /// <summary>Every keyword, in upper case and sorted.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
        "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ];

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> s_byName =
        All.ToDictionary(k => k, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The keyword in upper case; null when the word is none.</summary>
    public static string? Find(ReadOnlySpan<char> word) => s_byName.TryGetValue(word, out var keyword) ? keyword : null;
}
