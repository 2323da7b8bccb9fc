namespace Drydock.Dockerfile.Syntax;

/// <summary>What an argument that may be in JSON (exec) form turned out to be.</summary>
public enum JsonForm
{
    /// <summary>Not a JSON array: the argument is in shell form.</summary>
    None,

    /// <summary>An array of strings.</summary>
    Strings,

    /// <summary>A JSON array with an element that is not a string.</summary>
    Mixed,
}

/// <summary>Reads the JSON (exec) form of an instruction.</summary>
/// <remarks>
/// RFC 8259. Written by hand for two reasons: bytes that are not UTF-8 (lone surrogates here) must come
/// through, and a text that is no JSON must be told from JSON that is no array of strings.
/// </remarks>
public static class JsonStringArray
{
    /// <summary>Reads an array of strings.</summary>
    /// <param name="text">The argument; blanks around the array are allowed, anything else is not.</param>
    /// <param name="strings">The elements when <see cref="JsonForm.Strings"/> is returned, else empty.</param>
    public static JsonForm Read(ReadOnlySpan<char> text, out IReadOnlyList<string> strings)
    {
        strings = [];
        text = text.TrimStart();
        if (text.IsEmpty || text[0] != '[')
        {
            return JsonForm.None;
        }

        var reader = new JsonReader(text);
        var found = new List<string>();
        if (!reader.ReadTopLevelArray(found, out var onlyStrings))
        {
            return JsonForm.None;
        }

        if (!onlyStrings)
        {
            return JsonForm.Mixed;
        }

        strings = found;
        return JsonForm.Strings;
    }
}
