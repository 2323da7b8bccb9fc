using System.Text.Json;

namespace Drydock.Dockerfile.Syntax;

/// <summary>A file that is one JSON object may name its syntax as a member.</summary>
internal static class JsonSyntax
{
    /// <summary>The member <c>syntax</c>; null when the text is no JSON object with one.</summary>
    public static ParserDirective? Find(string text)
    {
        if (!DirectiveParser.WithoutByteOrderMark(text).TrimStart().StartsWith("{", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(DirectiveParser.WithoutByteOrderMark(text).ToString());
            return document.RootElement.TryGetProperty("syntax", out var syntax) && syntax.ValueKind == JsonValueKind.String
                ? new ParserDirective("syntax", syntax.GetString()!, 1)
                : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, or with bytes that are no text.
            return null;
        }
    }
}
