using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Drydock.Cli.Rendering;

/// <summary>JSON documents as docker's commands print them.</summary>
internal static class JsonText
{
    /// <summary>Indented by four spaces, as <c>inspect</c> prints.</summary>
    public static string Indented(JsonNode document) => Write(document, ' ', 4);

    /// <summary>Indented by tabs, as <c>manifest inspect</c> prints.</summary>
    public static string Tabbed(JsonNode document) => Write(document, '\t', 1);

    /// <summary>Rows of a listing in the form that templates take.</summary>
    public static IEnumerable<JsonElement> Rows(IEnumerable<JsonObject> rows) => rows.Select(Element);

    /// <summary>A document in the form that templates take.</summary>
    public static JsonElement Element(JsonNode document)
    {
        using var parsed = JsonDocument.Parse(document.ToJsonString());
        return parsed.RootElement.Clone();
    }

    /// <summary>A list of texts.</summary>
    public static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static string Write(JsonNode document, char character, int size)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions
        {
            Indented = true,
            IndentCharacter = character,
            IndentSize = size,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
