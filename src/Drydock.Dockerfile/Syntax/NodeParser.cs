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
        var name = command.Name;
        var rest = command.Rest;
        var isJson = false;
        SyntaxNode? child = null;
        IReadOnlyList<string> arguments = [];
        switch (name)
        {
            case "ADD" or "COPY" or "VOLUME":
                arguments = JsonOr(rest, asList: true, out isJson);
                break;
            case "CMD" or "ENTRYPOINT" or "RUN" or "SHELL":
                arguments = JsonOr(rest, asList: false, out isJson);
                break;
            case "ARG":
                arguments = WordSplitter.Split(rest, escape);
                break;
            case "ENV" or "LABEL":
                arguments = KeyValues(name, rest, escape);
                break;
            case "EXPOSE" or "FROM":
                arguments = rest.Length == 0 ? [] : Blanks.Split(rest);
                break;
            case "HEALTHCHECK":
                arguments = HealthCheck(rest, out isJson);
                break;
            case "MAINTAINER" or "STOPSIGNAL" or "USER" or "WORKDIR":
                arguments = rest.Length == 0 ? [] : [rest.ToString()];
                break;
            case "ONBUILD":
                child = rest.Length == 0 || depth >= MaxDepth ? null : Parse(rest.ToString(), escape, depth + 1);
                break;
            default:
                arguments = [""];
                break;
        }

        return new SyntaxNode(command.Keyword, command.Flags, arguments)
        {
            Source = line,
            Name = name,
            IsJson = isJson,
            Child = child,
        };
    }

    private static IReadOnlyList<string> JsonOr(ReadOnlySpan<char> rest, bool asList, out bool isJson)
    {
        var form = JsonStringArray.Read(rest, out var strings);
        isJson = form == JsonForm.Strings;
        switch (form)
        {
            case JsonForm.Strings:
                return strings;
            case JsonForm.Mixed:
                throw new DockerfileException(
                    DiagnosticCodes.InvalidArguments,
                    "when using JSON array syntax, arrays must be comprised of strings only",
                    "Put every element in double quotes");
            default:
                return rest.Length == 0 ? [] : asList ? Blanks.Split(rest) : [rest.ToString()];
        }
    }

    private static IReadOnlyList<string> HealthCheck(ReadOnlySpan<char> rest, out bool isJson)
    {
        isJson = false;
        if (rest.Length == 0)
        {
            return [];
        }

        var end = 0;
        while (end < rest.Length && !char.IsWhiteSpace(rest[end]))
        {
            end++;
        }

        return [rest[..end].ToString(), .. JsonOr(rest[end..].TrimStart(), asList: false, out isJson)];
    }

    /// <summary>Name, value, and the equals sign or nothing between them, for every pair.</summary>
    private static IReadOnlyList<string> KeyValues(string keyword, ReadOnlySpan<char> rest, char escape)
    {
        var text = rest;
        if (!WordSplitter.Next(ref text, escape, out var word))
        {
            return [];
        }

        // The first word decides: with an equals sign all words are pairs, else the line is one name and its value.
        if (!word.Contains('='))
        {
            return Blanks.Cut(rest, out var name, out var value)
                ? [name.ToString(), value.ToString(), ""]
                : throw new DockerfileException(
                    DiagnosticCodes.InvalidArguments, $"{keyword} must have two arguments", $"Write {keyword} {rest}=VALUE");
        }

        var pairs = new List<string>(3);
        do
        {
            var equals = word.IndexOf('=');
            if (equals < 0)
            {
                throw new DockerfileException(
                    DiagnosticCodes.InvalidArguments,
                    $"Syntax error - can't find = in {GoQuote.Quote(word.ToString())}. Must be of the form: name=value",
                    "Put values with blanks in double quotes");
            }

            pairs.Add(word[..equals].ToString());
            pairs.Add(word[(equals + 1)..].ToString());
            pairs.Add("=");
        }
        while (WordSplitter.Next(ref text, escape, out word));
        return pairs;
    }
}
