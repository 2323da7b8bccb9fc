using System.Text;

namespace Drydock.Dockerfile.Syntax;

/// <summary>Writes instructions as S-expressions: <c>(copy ["--from=a"] "x" "/y")</c>.</summary>
internal static class NodeDump
{
    /// <summary>The instructions, separated by line feeds.</summary>
    public static string Of(IReadOnlyList<SyntaxNode> nodes)
    {
        var result = new StringBuilder();
        foreach (var node in nodes)
        {
            if (result.Length > 0)
            {
                result.Append('\n');
            }

            Append(result, node);
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, SyntaxNode node)
    {
        result.Append('(').Append(node.Keyword.ToLowerInvariant());
        if (node.Flags.Count > 0)
        {
            result.Append(' ').Append(GoQuote.QuoteList(node.Flags));
        }

        foreach (var argument in node.Arguments)
        {
            result.Append(' ').Append(GoQuote.Quote(argument));
        }

        if (node.Child is not null)
        {
            result.Append(' ');
            Append(result, node.Child);
        }

        result.Append(')');
    }
}
