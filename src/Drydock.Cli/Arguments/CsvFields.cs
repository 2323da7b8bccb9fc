using System.Text;

namespace Drydock.Cli.Arguments;

/// <summary>
/// Values such as <c>type=oci,"dest=a,b.tar"</c>: fields separated by commas, quoted as in CSV
/// (RFC 4180), each <c>key=value</c> or a bare word.
/// </summary>
internal static class CsvFields
{
    /// <summary>The fields in order; the value is null for a bare word. Keys are lower-cased, up to a dot.</summary>
    /// <exception cref="UsageException">A quote is not closed.</exception>
    public static IReadOnlyList<(string Key, string? Value)> Parse(string flag, string text) =>
        [.. Split(flag, text).Select(field => field.IndexOf('=') is > 0 and var equals
            ? (Key(field[..equals].Trim()), field[(equals + 1)..])
            : (field.Trim(), (string?)null))];

    /// <summary>A boolean value as Go's strconv.ParseBool reads it; a bare word is true.</summary>
    public static bool Bool(string flag, string key, string? value) => value switch
    {
        null or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new UsageException($"invalid value \"{value}\" for {key} of {flag}: true or false expected"),
    };

    // After a dot comes text of the user: the name of an annotation.
    private static string Key(string text) => text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot
        ? text[..dot].ToLowerInvariant() + text[dot..]
        : text.ToLowerInvariant();

    private static List<string> Split(string flag, string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"' && (quoted || field.Length == 0))
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        if (quoted)
        {
            throw new UsageException($"invalid value {text} for {flag}: a double quote is not closed");
        }

        fields.Add(field.ToString());
        return fields;
    }
}
