using System.Text.Json;
using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>
/// A map from text to text that is always read and written in ordinal key order, as Go writes
/// maps: equal maps give equal bytes, and so equal digests.
/// </summary>
[JsonConverter(typeof(StringMapConverter))]
public sealed class StringMap : SortedDictionary<string, string>
{
    /// <summary>An empty map.</summary>
    public StringMap()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A map with the entries of <paramref name="entries"/>; of equal keys the last wins.</summary>
    public StringMap(IEnumerable<KeyValuePair<string, string>> entries)
        : this()
    {
        foreach (var (key, value) in entries)
        {
            this[key] = value;
        }
    }
}

/// <summary>A set of texts in ordinal order, written as docker writes sets: <c>{"80/tcp":{}}</c>.</summary>
[JsonConverter(typeof(StringSetConverter))]
public sealed class StringSet : SortedSet<string>
{
    /// <summary>An empty set.</summary>
    public StringSet()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A set with the elements of <paramref name="elements"/>.</summary>
    public StringSet(IEnumerable<string> elements)
        : base(elements, StringComparer.Ordinal)
    {
    }
}

/// <summary>Maps in ordinal key order.</summary>
public sealed class StringMapConverter : JsonConverter<StringMap>
{
    /// <inheritdoc/>
    public override StringMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType, JsonTokenType.StartObject);
        var map = new StringMap();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            map[key] = reader.GetString() ?? "";
        }

        Expect(reader.TokenType, JsonTokenType.EndObject);
        return map;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StringMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, text) in value)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }

    internal static void Expect(JsonTokenType actual, JsonTokenType expected)
    {
        if (actual != expected)
        {
            throw new JsonException($"expected {expected}, found {actual}");
        }
    }
}

/// <summary>Sets as objects with empty values.</summary>
public sealed class StringSetConverter : JsonConverter<StringSet>
{
    /// <inheritdoc/>
    public override StringSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        StringMapConverter.Expect(reader.TokenType, JsonTokenType.StartObject);
        var set = new StringSet();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            set.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        StringMapConverter.Expect(reader.TokenType, JsonTokenType.EndObject);
        return set;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StringSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var element in value)
        {
            writer.WriteStartObject(element);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
