namespace Drydock.Registry.Configuration;

/// <summary>
/// A table of a TOML document. Values are <see cref="string"/>, <see cref="bool"/>,
/// <see cref="TomlTable"/> or lists of those; numbers and times stay text, nothing here needs them.
/// </summary>
internal sealed class TomlTable : Dictionary<string, object>
{
    /// <summary>An empty table.</summary>
    /// <param name="line">Where it begins in the document, from 1.</param>
    public TomlTable(int line)
        : base(StringComparer.Ordinal) => Line = line;

    /// <summary>Where it begins in the document, from 1.</summary>
    public int Line { get; }

    /// <summary>Whether a header or an inline table defined it, so that no other may.</summary>
    public bool IsDefined { get; set; }

    /// <summary>A text; null when absent.</summary>
    /// <exception cref="FormatException">The value is something else.</exception>
    public string? Text(string key) => Get<string>(key, "a string");

    /// <summary>A truth value; false when absent.</summary>
    /// <exception cref="FormatException">The value is something else.</exception>
    public bool Flag(string key) => TryGetValue(key, out var value) && (value as bool? ?? throw Wrong(key, "true or false"));

    /// <summary>An array of tables; empty when absent.</summary>
    /// <exception cref="FormatException">The value is something else.</exception>
    public IEnumerable<TomlTable> Tables(string key) =>
        (Get<List<object>>(key, "an array of tables") ?? []).Select(item => item as TomlTable ?? throw Wrong(key, "an array of tables"));

    private T? Get<T>(string key, string kind)
        where T : class => TryGetValue(key, out var value) ? value as T ?? throw Wrong(key, kind) : null;

    private FormatException Wrong(string key, string kind) => new($"line {Line}: \"{key}\" must be {kind}");
}
