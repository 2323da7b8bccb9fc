using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Drydock.Cli.Templates;

/// <summary>The functions that docker adds to Go's.</summary>
/// <remarks>docker, "Format command and log output".</remarks>
internal static class DockerFunctions
{
    private const int MaxPadding = 10_000;

    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary><c>json VALUE</c>: as JSON on one line, members in their own order.</summary>
    public static object? Json(IReadOnlyList<object?> arguments)
    {
        var value = TemplateFunctions.Exactly("json", 1, arguments)[0];
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_compact))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary><c>split TEXT SEPARATOR</c>: a list.</summary>
    public static object? Split(IReadOnlyList<object?> arguments)
    {
        var text = TemplateFunctions.Text("split", TemplateFunctions.Exactly("split", 2, arguments), 0);
        var separator = TemplateFunctions.Text("split", arguments, 1);
        return separator.Length == 0
            ? text.EnumerateRunes().Select(rune => (object?)rune.ToString()).ToArray()
            : text.Split(separator).Cast<object?>().ToArray();
    }

    /// <summary><c>join LIST SEPARATOR</c>: a text.</summary>
    public static object? Join(IReadOnlyList<object?> arguments)
    {
        var items = TemplateFunctions.Exactly("join", 2, arguments)[0] switch
        {
            null => [],
            var list => TemplateValue.Items(list)
                ?? throw new FunctionException($"wrong type for value; expected a list; got {TemplateValue.TypeName(list)}"),
        };
        return string.Join(TemplateFunctions.Text("join", arguments, 1), items.Select(GoPrint.Value));
    }

    /// <summary><c>title TEXT</c>: the first letter of each word in upper case.</summary>
    public static object? Title(IReadOnlyList<object?> arguments)
    {
        var text = TemplateFunctions.Text("title", TemplateFunctions.Exactly("title", 1, arguments), 0);
        var titled = new StringBuilder(text.Length);
        var previous = ' ';
        foreach (var c in text)
        {
            titled.Append(char.IsLetterOrDigit(previous) || previous == '_' ? c : char.ToUpperInvariant(c));

            // As in Go, punctuation beyond ASCII is taken for a part of the word.
            previous = c < 128 || char.IsWhiteSpace(c) ? c : 'a';
        }

        return titled.ToString();
    }

    /// <summary><c>pad TEXT BEFORE AFTER</c>: with spaces; empty text stays empty.</summary>
    public static object? Pad(IReadOnlyList<object?> arguments)
    {
        var text = TemplateFunctions.Text("pad", TemplateFunctions.Exactly("pad", 3, arguments), 0);
        var (before, after) = (TemplateFunctions.Integer(arguments, 1), TemplateFunctions.Integer(arguments, 2));
        return before is < 0 or > MaxPadding || after is < 0 or > MaxPadding
            ? throw new FunctionException(string.Create(CultureInfo.InvariantCulture, $"error calling pad: expected 0 to {MaxPadding} spaces"))
            : text.Length == 0 ? "" : new string(' ', before) + text + new string(' ', after);
    }

    /// <summary><c>truncate TEXT LENGTH</c>: at most that many bytes; a character that does not fit whole is left out.</summary>
    public static object? Truncate(IReadOnlyList<object?> arguments)
    {
        var text = TemplateFunctions.Text("truncate", TemplateFunctions.Exactly("truncate", 2, arguments), 0);
        var room = TemplateFunctions.Integer(arguments, 1);
        if (room < 0)
        {
            throw new FunctionException("error calling truncate: the length is negative");
        }

        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case object?[] items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
