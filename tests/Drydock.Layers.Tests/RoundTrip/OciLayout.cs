using System.Text.Json.Nodes;
using Drydock.Layers.Compression;
using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>Images in an OCI layout, by umoci and not by us.</summary>
internal static class OciLayout
{
    /// <summary>Makes <c>layout:image</c> of layers.</summary>
    public static void Make(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        Tool.Shell("""umoci init --layout "$1/layout"; umoci new --image "$1/layout:image" """, scratch.Path);
        for (var i = 0; i < layers.Count; i++)
        {
            File.WriteAllBytes(scratch[$"add{i}.tar"], layers[i]);
            Tool.Run("umoci", "raw", "add-layer", "--image", scratch["layout"] + ":image", scratch[$"add{i}.tar"]);
        }
    }

    /// <summary>The uncompressed topmost layer of an image.</summary>
    public static byte[] TopLayer(string layout, string tag)
    {
        var images = Document(File.ReadAllBytes(layout + "/index.json"))["manifests"]!.AsArray();
        var image = images.Count == 1 ? images[0] : images.Single(m => (string?)m!["annotations"]?["org.opencontainers.image.ref.name"] == tag);
        var layer = Document(Blob(layout, image!))["layers"]!.AsArray()[^1]!;
        using var tar = Decompressor.Open(new MemoryStream(Blob(layout, layer)));
        using var bytes = new MemoryStream();
        tar.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static JsonNode Document(byte[] json) => JsonNode.Parse(json)!;

    private static byte[] Blob(string layout, JsonNode descriptor) => File.ReadAllBytes($"{layout}/blobs/{((string)descriptor["digest"]!).Replace(':', '/')}");
}
