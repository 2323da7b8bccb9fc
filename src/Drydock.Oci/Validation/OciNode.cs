using System.Text.Json;

namespace Drydock.Oci.Validation;

/// <summary>A value in a document under validation: knows its place, and collects problems.</summary>
internal readonly struct OciNode(JsonElement element, string location, List<OciProblem> problems)
{
    public JsonElement Element { get; } = element;

    public JsonValueKind Kind => Element.ValueKind;

    public void Report(string message) => problems.Add(new OciProblem(location, message));

    public void Advise(string message) => problems.Add(new OciProblem(location, message, IsAdvice: true));

    /// <summary>The member, when this is an object that has it; null otherwise.</summary>
    public OciNode? Find(string member) =>
        Kind == JsonValueKind.Object && Element.TryGetProperty(member, out var value) ? Child(value, member) : null;

    /// <summary>The member; reports its absence.</summary>
    public OciNode? Require(string member)
    {
        if (Find(member) is { } found)
        {
            return found;
        }

        Report($"\"{member}\" is missing");
        return null;
    }

    public IEnumerable<(string Name, OciNode Value)> Members()
    {
        foreach (var member in Element.EnumerateObject())
        {
            yield return (member.Name, Child(member.Value, member.Name));
        }
    }

    public IEnumerable<OciNode> Items()
    {
        var i = 0;
        foreach (var item in Element.EnumerateArray())
        {
            yield return Child(item, (i++).ToString(null, null));
        }
    }

    public bool IsObject() => Is(JsonValueKind.Object, "an object");

    public bool IsArray() => Is(JsonValueKind.Array, "an array");

    public bool IsString() => Is(JsonValueKind.String, "a text");

    public void IsBoolean()
    {
        if (Kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Report($"must be true or false, is {Describe()}");
        }
    }

    /// <summary>Whether this is an array of texts, each of which passes <paramref name="check"/>.</summary>
    public void IsStringArray(Action<OciNode>? check = null)
    {
        if (IsArray())
        {
            foreach (var item in Items())
            {
                if (item.IsString())
                {
                    check?.Invoke(item);
                }
            }
        }
    }

    public void IsStringMap()
    {
        if (IsObject())
        {
            foreach (var (_, value) in Members())
            {
                value.IsString();
            }
        }
    }

    private bool Is(JsonValueKind kind, string name)
    {
        if (Kind == kind)
        {
            return true;
        }

        Report($"must be {name}, is {Describe()}");
        return false;
    }

    private string Describe() => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };

    private OciNode Child(JsonElement value, string name) =>
        new(value, $"{location}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", problems);
}
