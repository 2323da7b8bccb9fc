using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Drydock.Comparison.Images;

/// <summary>An image as it was written: its configuration document and its files.</summary>
internal sealed record BuiltImage(JsonObject Config, FileTree Tree)
{
    /// <summary>Reads the only image of an OCI layout.</summary>
    public static BuiltImage ReadOciLayout(string folder)
    {
        string Blob(string digest) => $"{folder}/blobs/{digest.Replace(':', '/')}";
        var index = Parse($"{folder}/index.json");
        return Read(Blob((string)index["manifests"]![0]!["digest"]!), Blob);
    }

    /// <summary>Reads a folder of the <c>dir:</c> form that skopeo and buildah write.</summary>
    public static BuiltImage ReadFolder(string folder) =>
        Read($"{folder}/manifest.json", digest => $"{folder}/{digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..]}");

    /// <summary>Whether this was built on <paramref name="origin"/>, an image of one layer.</summary>
    public bool BeginsWith(BuiltImage origin) => Layers is [var lowest, ..] && lowest == origin.Layers[0];

    private IReadOnlyList<string> Layers => [.. (Config["rootfs"]?["diff_ids"] as JsonArray ?? []).Select(id => (string)id!)];

    private static BuiltImage Read(string manifestFile, Func<string, string> blob)
    {
        var manifest = Parse(manifestFile);
        var tree = new FileTree();
        foreach (var layer in manifest["layers"]!.AsArray())
        {
            using var stream = Open(blob((string)layer!["digest"]!));
            tree.Apply(stream);
        }

        return new BuiltImage(Parse(blob((string)manifest["config"]!["digest"]!)), tree);
    }

    private static Stream Open(string file)
    {
        var stream = File.OpenRead(file);
        var isGzip = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static JsonObject Parse(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();
}
