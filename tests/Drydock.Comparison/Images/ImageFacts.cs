using System.Globalization;
using System.Text.Json.Nodes;

namespace Drydock.Comparison.Images;

/// <summary>All that is compared of an image: facts by the path of a file and a name, such as "mode".</summary>
internal sealed class ImageFacts
{
    /// <summary>The path under which the facts of the configuration are.</summary>
    public const string ConfigPath = "config";

    /// <summary>The fact whose value differs when a path is not in the other image at all.</summary>
    public const string Existence = "kind";

    private static readonly string[] s_configNames =
        ["Cmd", "Entrypoint", "Env", "ExposedPorts", "Healthcheck", "Labels", "OnBuild", "Shell", "StopSignal", "User", "Volumes", "WorkingDir"];

    private readonly SortedDictionary<string, SortedDictionary<string, string>> _facts = new(StringComparer.Ordinal);

    /// <summary>Takes the facts of <paramref name="image"/>; times since <paramref name="begin"/> are those of the build, which no builder promises.</summary>
    public ImageFacts(BuiltImage image, DateTimeOffset begin)
    {
        var names = image.Tree.Nodes.ToLookup(n => n.Value, n => n.Key);
        foreach (var (path, inode) in image.Tree.Nodes)
        {
            _facts[path] = Facts(inode, path, [.. names[inode]], begin);
        }

        var config = _facts[ConfigPath] = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (string[])["os", "architecture", "author"])
        {
            Add(config, name, image.Config[name]);
        }

        foreach (var name in s_configNames)
        {
            Add(config, name, image.Config["config"]?[name]);
        }
    }

    /// <summary>Facts by path and name, sorted.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, string>> All => _facts;

    /// <summary>One line for each path that is not the same in <paramref name="origin"/>, and for each that is gone.</summary>
    public IEnumerable<string> Listing(ImageFacts? origin) =>
        Lines().Except(origin?.Lines() ?? [])
            .Concat(origin is null ? [] : origin._facts.Keys.Except(_facts.Keys).Select(path => $"{path} deleted"))
            .Order(StringComparer.Ordinal);

    // The machine's own platform is no part of what a case expects.
    private IEnumerable<string> Lines() => _facts.Select(f => Line(f.Key, f.Value.Where(v => v.Key is not ("os" or "architecture"))));

    private static string Line(string path, IEnumerable<KeyValuePair<string, string>> facts) =>
        $"{path} {string.Join(' ', facts.Select(f => $"{f.Key}={f.Value}"))}";

    private static SortedDictionary<string, string> Facts(Inode inode, string path, IReadOnlyList<string> names, DateTimeOffset begin)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Existence] = inode.Kind,
            ["owner"] = inode.Owner,
            ["time"] = inode.Modified >= begin ? "now" : inode.Modified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        };
        if (inode.Kind != "symlink")
        {
            facts["mode"] = inode.Mode;
        }

        if (inode.Value is { } value)
        {
            facts["value"] = value;
        }

        if (names.Count > 1)
        {
            facts["links"] = string.Join(',', names.Where(n => n != path));
        }

        foreach (var (name, attribute) in inode.Attributes)
        {
            facts[name] = attribute;
        }

        return facts;
    }

    // Absent and empty mean the same in both builders' documents.
    private static void Add(SortedDictionary<string, string> config, string name, JsonNode? value)
    {
        if (value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || value.ToJsonString() == "\"\"")
        {
            return;
        }

        config[name] = Sorted(value)!.ToJsonString(s_plain);
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonNode? Sorted(JsonNode? node) => node is JsonObject map
        ? new JsonObject(map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value))))
        : node?.DeepClone();
}
