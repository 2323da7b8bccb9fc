using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>History entries (<c>created_by</c>) that depend on the build, in the form BuildKit writes them.</summary>
public static class HistoryText
{
    /// <summary>The entries of steps that make a layer from an operation end so.</summary>
    public const string Suffix = " # buildkit";

    /// <summary>RUN: <c>RUN |1 A=b /bin/sh -c make # buildkit</c>.</summary>
    /// <param name="command">The program and its arguments, the shell included.</param>
    /// <param name="arguments">Every build argument declared so far in the stage with its value, as <c>NAME=value</c>.</param>
    public static string Run(IReadOnlyList<string> command, IReadOnlyList<string> arguments) =>
        arguments.Count == 0
            ? $"RUN {string.Join(' ', command)}{Suffix}"
            : $"RUN |{arguments.Count} {string.Join(' ', arguments)} {string.Join(' ', command)}{Suffix}";

    /// <summary>CMD or ENTRYPOINT: <c>CMD ["a" "b c"]</c>.</summary>
    /// <param name="keyword">The keyword in upper case.</param>
    /// <param name="command">The program and its arguments, the shell included.</param>
    public static string Command(string keyword, IReadOnlyList<string> command) => $"{keyword} {GoQuote.QuoteList(command)}";

    /// <summary>WORKDIR: <c>WORKDIR /a/b</c>.</summary>
    /// <param name="path">The directory, absolute.</param>
    public static string Workdir(string path) => $"WORKDIR {path}";

    /// <summary>ARG: <c>ARG A=1 B</c>.</summary>
    /// <param name="arguments">Names and values; null where the argument has none.</param>
    public static string Arg(IEnumerable<(string Name, string? Value)> arguments) =>
        "ARG " + string.Join(' ', arguments.Select(a => a.Value is null ? a.Name : $"{a.Name}={a.Value}"));

    /// <summary>Go's plain form of a list: <c>[a b]</c>.</summary>
    internal static string List(IEnumerable<string> values) => $"[{string.Join(' ', values)}]";
}
