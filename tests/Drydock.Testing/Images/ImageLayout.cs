using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Drydock.Testing.Images;

/// <summary>An OCI layout on disk, made image by image without any of Drydock's own code.</summary>
public sealed class ImageLayout : IDisposable
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly TempDirectory _directory = new();
    private readonly JsonArray _manifests = [];

    /// <summary>Makes an empty one.</summary>
    public ImageLayout() => _directory.Write("oci-layout", """{"imageLayoutVersion":"1.0.0"}""");

    /// <summary>Where it is.</summary>
    public string Path => _directory.Path;

    /// <summary>Adds an image of plain layers; <paramref name="config"/> is the part of that name.</summary>
    public ImageLayout Add(string tag, JsonObject? config, params byte[][] layers)
    {
        var document = new JsonObject
        {
            ["architecture"] = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
            ["os"] = "linux",
            ["created"] = "2025-01-01T00:00:00Z",
            ["config"] = config ?? [],
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(l => JsonValue.Create(DigestOf(l)))]) },
            ["history"] = new JsonArray([.. layers.Select(_ => new JsonObject { ["created"] = "2025-01-01T00:00:00Z", ["created_by"] = "test" })]),
        };
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Store("application/vnd.oci.image.config.v1+json", Encoding.UTF8.GetBytes(document.ToJsonString())),
            ["layers"] = new JsonArray([.. layers.Select(l => Store("application/vnd.oci.image.layer.v1.tar", l))]),
        };
        var descriptor = Store(ManifestType, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        descriptor["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        _manifests.Add(descriptor);
        var index = new JsonObject { ["schemaVersion"] = 2, ["manifests"] = _manifests.DeepClone() };
        _directory.Write("index.json", index.ToJsonString(JsonSerializerOptions.Default));
        return this;
    }

    /// <summary>Copies an image to a registry of this machine.</summary>
    public Task PushAsync(string tag, string registry, string name) =>
        ProcessFixture.RunAsync("skopeo", "copy", "-q", "--dest-tls-verify=false", $"oci:{Path}:{tag}", $"docker://{registry}/{name}");

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private JsonObject Store(string mediaType, byte[] content)
    {
        var digest = DigestOf(content);
        var path = _directory[$"blobs/sha256/{digest[7..]}"];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = content.Length };
    }

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
