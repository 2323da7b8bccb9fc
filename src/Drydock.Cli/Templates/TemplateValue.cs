using System.Text.Json;

namespace Drydock.Cli.Templates;

/// <summary>What a missing entry of a map gives; printed as <c>&lt;no value&gt;</c>.</summary>
internal sealed class NoValue
{
    private NoValue()
    {
    }

    /// <summary>The only instance.</summary>
    public static NoValue Instance { get; } = new();
}

/// <summary>
/// Values in templates. They are: null, <see cref="NoValue"/>, bool, long, double, string, an array
/// of values (made by functions), or a <see cref="JsonElement"/> that is an object or an array.
/// </summary>
internal static class TemplateValue
{
    /// <summary>The value of a JSON element.</summary>
    public static object? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Undefined => NoValue.Instance,
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? (object)integer : element.GetDouble(),
        _ => element,
    };

    /// <summary>The elements, when the value is a list; null otherwise.</summary>
    public static IReadOnlyList<object?>? Items(object? value) => value switch
    {
        object?[] items => items,
        JsonElement { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(Of)],
        _ => null,
    };

    /// <summary>The entries in the order of their keys, when the value is a map; null otherwise.</summary>
    public static IReadOnlyList<(string Key, object? Value)>? Entries(object? value) =>
        value is JsonElement { ValueKind: JsonValueKind.Object } map
            ? [.. map.EnumerateObject().Select(member => (member.Name, Of(member.Value))).OrderBy(entry => entry.Name, StringComparer.Ordinal)]
            : null;

    /// <summary>The entry of a map; false when the value is no map or has no such entry.</summary>
    public static bool TryGetEntry(object? value, string key, out object? entry)
    {
        entry = NoValue.Instance;
        if (value is JsonElement { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(key, out var found))
        {
            entry = Of(found);
            return true;
        }

        return false;
    }

    /// <summary>
    /// The field of a value: the entry of that name; when there is none, the only one whose name
    /// differs in case alone (in Go it is <c>.ID</c>, in JSON <c>Id</c>).
    /// </summary>
    public static bool TryGetField(object? value, string name, out object? field)
    {
        if (TryGetEntry(value, name, out field))
        {
            return true;
        }

        var similar = Entries(value)?.Where(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (similar is [var (_, only)])
        {
            field = only;
            return true;
        }

        return false;
    }

    /// <summary>Truth in <c>if</c>, <c>with</c>, <c>and</c>, <c>or</c>, <c>not</c>: false, zero and what is empty are false.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or NoValue => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        _ => (Items(value)?.Count ?? Entries(value)?.Count ?? 0) > 0,
    };

    /// <summary>The Go type of a value, for messages.</summary>
    public static string TypeName(object? value) => value switch
    {
        null or NoValue => "<nil>",
        bool => "bool",
        long => "int",
        double => "float64",
        string => "string",
        object?[] => "[]interface {}",
        JsonElement { ValueKind: JsonValueKind.Array } => "[]interface {}",
        _ => "map[string]interface {}",
    };
}
