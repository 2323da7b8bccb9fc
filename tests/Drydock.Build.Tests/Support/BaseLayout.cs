using System.Text;
using Drydock.Build.Contexts;
using Drydock.Images.Sources;
using Drydock.Oci;

namespace Drydock.Build.Tests.Support;

/// <summary>Writes base images as OCI layouts. They name one layer that is not there: planning must not ask for it.</summary>
internal static class BaseLayout
{
    private static readonly Digest s_layer = Digest.OfBytes("a layer"u8.ToArray());

    /// <summary>The history of every image written here.</summary>
    public static HistoryEntry History { get; } = new() { Created = "2020-01-01T00:00:00Z", CreatedBy = "base" };

    /// <summary>Writes an image, and gives it as what <c>--build-context NAME=oci-layout://…</c> gives.</summary>
    public static NamedLayout Write(string directory, ContainerConfig config, string architecture = "amd64")
    {
        Directory.CreateDirectory($"{directory}/blobs/sha256");
        File.WriteAllText($"{directory}/oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        var configBlob = Blob(directory, MediaTypes.OciConfig, OciJson.Serialize(new ImageConfig
        {
            Architecture = architecture,
            Os = "linux",
            Config = config,
            Created = "2020-01-01T00:00:00Z",
            History = [History],
            RootFs = new RootFs { DiffIds = [s_layer] },
        }));
        var manifest = Blob(directory, MediaTypes.OciManifest, Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{configBlob}},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{s_layer}}","size":7}]}
            """));
        File.WriteAllText($"{directory}/index.json", $$"""{"schemaVersion":2,"manifests":[{{manifest}}]}""");
        return new NamedLayout(LayoutImageSource.Open(directory));
    }

    private static string Blob(string directory, string mediaType, byte[] content)
    {
        var digest = Digest.OfBytes(content);
        File.WriteAllBytes($"{directory}/blobs/sha256/{digest.Hex}", content);
        return $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{content.Length}}}""";
    }
}
