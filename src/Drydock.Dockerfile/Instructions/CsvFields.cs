using System.Text;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Divides <c>a=b,"c=d,e"</c> at its commas; double quotes hold a field together.</summary>
internal static class CsvFields
{
    /// <summary>Divides a text.</summary>
    /// <param name="text">One record.</param>
    /// <param name="what">What is read, for the error.</param>
    /// <exception cref="DockerfileException">Quotes are where they cannot be, or there is nothing.</exception>
    public static List<string> Split(string text, string what)
    {
        if (text.Length == 0)
        {
            throw Error(what, "it is empty");
        }

        var fields = new List<string>();
        var position = 0;
        while (true)
        {
            fields.Add(position < text.Length && text[position] == '"' ? Quoted(text, ref position, what) : Bare(text, ref position, what));
            if (position >= text.Length)
            {
                return fields;
            }

            position++;
        }
    }

    private static string Bare(string text, ref int position, string what)
    {
        var end = text.IndexOf(',', position);
        var field = end < 0 ? text[position..] : text[position..end];
        position = end < 0 ? text.Length : end;
        return field.Contains('"', StringComparison.Ordinal) ? throw Error(what, "bare \" in non-quoted field") : field;
    }

    private static string Quoted(string text, ref int position, string what)
    {
        var field = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] != '"')
            {
                field.Append(text[position]);
            }
            else if (position + 1 < text.Length && text[position + 1] == '"')
            {
                field.Append('"');
                position++;
            }
            else
            {
                position++;
                return position >= text.Length || text[position] == ','
                    ? field.ToString()
                    : throw Error(what, "extraneous or missing \" in quoted-field");
            }
        }

        throw Error(what, "extraneous or missing \" in quoted-field");
    }

    private static DockerfileException Error(string what, string cause) =>
        new(DiagnosticCodes.InvalidFlag, $"failed to parse csv {what}: {cause}");
}
