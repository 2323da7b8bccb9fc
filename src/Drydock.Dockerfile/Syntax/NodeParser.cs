using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Divides one instruction into words, as its keyword asks for.</summary>
internal static class NodeParser
{
    /// <summary>ONBUILD within ONBUILD is an error said later, but it must be readable up to there.</summary>
    private const int MaxDepth = 16;

    /// <summary>Divides a line.</summary>
    /// <param name="line">The instruction, continuation lines joined.</param>
    /// <param name="escape">The escape character of the file.</param>
    /// <param name="depth">How many ONBUILD it is within.</param>
    /// <exception cref="DockerfileException">The arguments do not have the form the keyword asks for.</exception>
    public static SyntaxNode Parse(string line, char escape, int depth = 0)
    {
        var command = CommandLine.Split(line, escape);
        var node = new SyntaxNode(command.Keyword, command.Flags, []) { Source = line };
        var rest = command.Rest;
        switch (command.Keyword.ToUpperInvariant())
        {
            case "ADD" or "COPY" or "VOLUME":
                return WithJson(node, rest, asList: true);
            case "CMD" or "ENTRYPOINT" or "RUN" or "SHELL":
                return WithJson(node, rest, asList: false);
            case "ARG":
                return node with { Arguments = WordSplitter.Split(rest, escape) };
            case "ENV" or "LABEL":
                return node with { Arguments = KeyValues(command.Keyword.ToUpperInvariant(), rest, escape) };
            case "EXPOSE" or "FROM":
                return node with { Arguments = rest.Length == 0 ? [] : Blanks.Split(rest) };
            case "HEALTHCHECK":
                return HealthCheck(node, rest);
            case "MAINTAINER" or "STOPSIGNAL" or "USER" or "WORKDIR":
                return node with { Arguments = rest.Length == 0 ? [] : [rest] };
            case "ONBUILD":
                return rest.Length == 0 || depth >= MaxDepth ? node : node with { Child = Parse(rest, escape, depth + 1) };
            default:
                return node with { Arguments = [""] };
        }
    }

    private static SyntaxNode WithJson(SyntaxNode node, string rest, bool asList)
    {
        switch (JsonStringArray.Read(rest, out var strings))
        {
            case JsonForm.Strings:
                return node with { Arguments = strings, IsJson = true };
            case JsonForm.Mixed:
                throw new DockerfileException(
                    DiagnosticCodes.InvalidArguments,
                    "when using JSON array syntax, arrays must be comprised of strings only",
                    "Put every element in double quotes");
            default:
                return node with { Arguments = rest.Length == 0 ? [] : asList ? Blanks.Split(rest) : [rest] };
        }
    }

    private static SyntaxNode HealthCheck(SyntaxNode node, string rest)
    {
        if (rest.Length == 0)
        {
            return node;
        }

        var end = 0;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end]))
        {
            end++;
        }

        var command = WithJson(node, rest[end..].TrimStart(), asList: false);
        return command with { Arguments = [rest[..end], .. command.Arguments] };
    }

    /// <summary>Name, value, and the equals sign or nothing between them, for every pair.</summary>
    private static List<string> KeyValues(string keyword, string rest, char escape)
    {
        var words = WordSplitter.Split(rest, escape);
        if (words.Count == 0)
        {
            return [];
        }

        // The first word decides: with an equals sign all words are pairs, else the line is one name and its value.
        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            return Blanks.Cut(rest, out var name, out var value)
                ? [name.ToString(), value.ToString(), ""]
                : throw new DockerfileException(
                    DiagnosticCodes.InvalidArguments, $"{keyword} must have two arguments", $"Write {keyword} {rest}=VALUE");
        }

        var pairs = new List<string>(words.Count * 3);
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw new DockerfileException(
                    DiagnosticCodes.InvalidArguments,
                    $"Syntax error - can't find = in {GoQuote.Quote(word)}. Must be of the form: name=value",
                    "Put values with blanks in double quotes");
            }

            pairs.Add(word[..equals]);
            pairs.Add(word[(equals + 1)..]);
            pairs.Add("=");
        }

        return pairs;
    }
}
