using System.Text;
using Drydock.Oci;
using Drydock.Registry.Transfers;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Transfers;

/// <summary>CVE-2021-41190: one document must not be a manifest to one reader and an index to another.</summary>
public sealed class ManifestCheckTests
{
    [Theory]
    [InlineData(MediaTypes.OciManifest, """{"schemaVersion":2,"config":{},"layers":[]}""")]
    [InlineData(MediaTypes.OciManifest, """{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{},"layers":[{"manifests":[]}]}""")]
    [InlineData(MediaTypes.OciIndex, """{"manifests":[{"layers":1}]}""")]
    [InlineData(MediaTypes.DockerManifestList, """{"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[]} """)]
    public void Problem_OfAnHonestDocument_IsNone(string type, string document) => Assert.Null(Check(type, document));

    [Theory]
    [InlineData(MediaTypes.OciManifest, """{"mediaType":"application/vnd.oci.image.index.v1+json","layers":[]}""", "calls itself")]
    [InlineData(MediaTypes.OciManifest, """{"MediaType":"application/vnd.oci.image.index.v1+json","layers":[]}""", "calls itself")]
    [InlineData(MediaTypes.DockerManifest, """{"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[]}""", "calls itself")]
    [InlineData(MediaTypes.OciManifest, """{"mediaType":null,"layers":[]}""", "calls itself nothing")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[],"manifests":[]}""", "ambiguous")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[],"Manifests":[]}""", "ambiguous")]
    [InlineData(MediaTypes.OciIndex, """{"layers":[],"manifests":[]}""", "ambiguous")]
    [InlineData(MediaTypes.OciIndex, """{"config":{},"manifests":[]}""", "ambiguous")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[],"fsLayers":[]}""", "ambiguous")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[],"layers":[]}""", "twice")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[],"LAYERS":[]}""", "twice")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[],"l\u0061yers":[]}""", "twice")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[]}{"manifests":[]}""", "not valid JSON")]
    [InlineData(MediaTypes.OciManifest, """{"layers":[]""", "not valid JSON")]
    [InlineData(MediaTypes.OciManifest, "[]", "not a JSON object")]
    [InlineData(MediaTypes.OciManifest, "", "not valid JSON")]
    [InlineData("text/html", "<html>", "is text/html, which is no image manifest")]
    [InlineData(null, "{}", "is missing, which is no image manifest")]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws", "{}", "old format (schema 1)")]
    public void Problem_OfADoubtfulDocument_SaysWhat(string? type, string document, string expected) =>
        Assert.Contains(expected, Check(type, document), StringComparison.Ordinal);

    [Fact]
    public async Task Resolve_OfAManifestSentAsAnIndex_IsRefused()
    {
        var manifest = OciJson.Serialize(new Manifest { MediaType = MediaTypes.OciManifest, Config = Samples.Blob([1]), Layers = [] });
        await using var server = new RawHttpServer(_ => new RawResponse(200) { Body = manifest, Headers = [("Content-Type", MediaTypes.OciIndex)] });
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(
            () => client.ResolveAsync(new RepositoryName(server.Host, "x"), Digest.OfBytes(manifest)), RegistryOutcome.Protocol);

        Assert.Contains("calls itself application/vnd.oci.image.manifest.v1+json, but was sent as", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_OfDamagedDocuments_NeverFails()
    {
        var random = new Random(41190);
        var good = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"size":1},"layers":[{"x":"\u0061"}]}"""u8.ToArray();
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = good.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            ManifestCheck.Problem(MediaTypes.OciManifest, bytes);
        }
    }

    private static string? Check(string? type, string document) => ManifestCheck.Problem(type, Encoding.UTF8.GetBytes(document));
}
