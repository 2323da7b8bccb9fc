using System.Text.Json;

namespace Drydock.Conformance;

/// <summary>One case of a corpus, with readers for its members.</summary>
internal readonly record struct Case(JsonElement Json)
{
    /// <summary>The id, unique in its suite.</summary>
    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>The upstream test the case was taken from; empty when the corpus does not say.</summary>
    public string Test => Text("test") ?? "";

    /// <summary>Whether the case has the member, whatever its value.</summary>
    public bool Has(string member) => Json.TryGetProperty(member, out _);

    /// <summary>The member; undefined when absent.</summary>
    public JsonElement this[string member] => Json.TryGetProperty(member, out var value) ? value : default;

    /// <summary>The member's text; null when absent, null or not a text.</summary>
    public string? Text(string member) => Text(this[member]);

    /// <summary>Whether the member is present and true.</summary>
    public bool Flag(string member) => this[member].ValueKind == JsonValueKind.True;

    /// <summary>The member's texts; empty when absent or null.</summary>
    public IReadOnlyList<string> Texts(string member) => Texts(this[member]);

    /// <summary>The element's text; null when it is not a text.</summary>
    public static string? Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>The texts of an array; empty when it is none.</summary>
    public static IReadOnlyList<string> Texts(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(e => e.GetString()!)] : [];

    /// <summary>The case passed.</summary>
    public CaseResult Passed() => CaseResult.Passed(Id);

    /// <summary>The case cannot be judged.</summary>
    public CaseResult Skipped(string reason) => CaseResult.Skipped(Id, reason);

    /// <summary>The case failed.</summary>
    public CaseResult Failed(string firstDifference) => CaseResult.Failed(Id, firstDifference);
}
