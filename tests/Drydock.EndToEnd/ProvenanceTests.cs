using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>What <c>--provenance</c> and <c>--attest</c> state, in the eyes of other programs. Needs skopeo, and root.</summary>
public sealed class ProvenanceTests(Yard yard) : IClassFixture<Yard>
{
    private const string Source = """
        FROM busybox AS build
        ARG VERSION
        RUN --mount=type=secret,id=token echo $VERSION > /version
        FROM scratch
        COPY --from=build /version /
        """;

    [Fact]
    public async Task OciArchive_WithProvenance_HasAStatementAboutEachImage()
    {
        using var site = yard.NewSite().Dockerfile(Source);
        (await site.BuildAsync("--platform", "linux/amd64,linux/arm64", "--provenance=true", "-t", "app:1", "--build-arg", "VERSION=7", "-o", $"type=oci,tar=false,dest={site["out"]}")).Succeeded();
        var manifests = Read(site, (string)Json(site["out/index.json"])["manifests"]![0]!["digest"]!)["manifests"]!.AsArray();
        Assert.Equal(4, manifests.Count);
        foreach (var image in manifests.Take(2))
        {
            var about = manifests.Single(m => (string?)m!["annotations"]?["vnd.docker.reference.digest"] == (string)image!["digest"]!);
            Assert.Equal("unknown", (string)about!["platform"]!["os"]!);
            Assert.Equal("attestation-manifest", (string)about["annotations"]!["vnd.docker.reference.type"]!);
            var manifest = Read(site, (string)about["digest"]!);
            Assert.Equal((string)image!["digest"]!, (string)manifest["subject"]!["digest"]!);
            var layer = manifest["layers"]!.AsArray().Single()!;
            Assert.Equal("https://slsa.dev/provenance/v1", (string)layer["annotations"]!["in-toto.io/predicate-type"]!);
            var statement = Read(site, (string)layer["digest"]!);
            var platform = Uri.EscapeDataString($"linux/{(string)image["platform"]!["architecture"]!}");
            Assert.Equal($"pkg:docker/app@1?platform={platform}", (string)statement["subject"]![0]!["name"]!);
            Assert.Equal((string)image["digest"]!, "sha256:" + (string)statement["subject"]![0]!["digest"]!["sha256"]!);
            Assert.StartsWith("pkg:docker/busybox@latest", (string)statement["predicate"]!["buildDefinition"]!["resolvedDependencies"]![0]!["uri"]!, StringComparison.Ordinal);
            Assert.DoesNotContain("VERSION", statement.ToJsonString(), StringComparison.Ordinal);
        }

        // A copy reads every byte and checks every digest.
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", $"oci:{site["out"]}", $"dir:{site["copy"]}");
    }

    [Fact]
    public async Task Local_WithAllOfProvenance_HasAFileThatNamesArgumentsStepsAndSecrets()
    {
        using var site = yard.NewSite().Dockerfile(Source);
        (await site.BuildAsync("--attest", "type=provenance,mode=max,builder-id=https://example.com/ci", "--build-arg", "VERSION=7", "-o", site["out"])).Succeeded();
        var statement = Json(site["out/provenance.json"]);
        var definition = statement["predicate"]!["buildDefinition"]!;
        Assert.Equal("version", (string)statement["subject"]![0]!["name"]!);
        Assert.Equal("7", (string)definition["externalParameters"]!["request"]!["args"]!["build-arg:VERSION"]!);
        Assert.Equal("token", (string)definition["externalParameters"]!["request"]!["secrets"]![0]!["id"]!);
        Assert.Equal("https://example.com/ci", (string)statement["predicate"]!["runDetails"]!["builder"]!["id"]!);
        var steps = definition["internalParameters"]!["buildConfig"]!["llbDefinition"]!.AsArray();
        Assert.Contains(steps, s => s!["op"]!["Op"]!["exec"]?["meta"]?["args"] is JsonArray command && ((string)command[2]!).Contains("> /version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_WithProvenance_KeepsItForSave()
    {
        using var site = yard.NewSite().Dockerfile(Source);
        (await site.BuildAsync("-t", "app")).Succeeded();
        var id = (await site.BuildAsync("--provenance=mode=min", "-t", "app", "-q")).Succeeded().Output.Trim();
        Assert.Equal(id, (await site.Drydock.RunAsync("images", "-q", "--no-trunc")).Succeeded().Output.Trim());
        (await site.Drydock.RunAsync("system", "prune", "-f")).Succeeded();
        (await site.Drydock.RunAsync("save", "-o", site["app.tar"], "app")).Succeeded();
        var index = JsonNode.Parse(await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", $"oci-archive:{site["app.tar"]}"))!;
        Assert.Equal(2, index["manifests"]!.AsArray().Count);
        Assert.DoesNotContain("provenance", (await site.BuildAsync("--provenance=false", "-o", $"type=tar,dest={site["plain.tar"]}")).Succeeded().Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("provenance.json", await ProcessFixture.RunAsync("tar", "-tf", site["plain.tar"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_WithProvenance_BringsTheStatementsToo()
    {
        using var site = yard.NewSite().Dockerfile(Source);
        var (pushed, later) = ($"{yard.Registry}/stated:1", $"{yard.Registry}/stated:2");
        (await site.BuildAsync("--provenance=true", "--push", "-t", pushed)).Succeeded();
        (await site.BuildAsync("--provenance=true", "-t", later)).Succeeded();
        (await site.Drydock.RunAsync("push", later)).Succeeded();
        foreach (var name in new[] { pushed, later })
        {
            var index = JsonNode.Parse(await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{name}"))!;
            Assert.Equal(["linux", "unknown"], index["manifests"]!.AsArray().Select(m => (string)m!["platform"]!["os"]!));
            await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", "--src-tls-verify=false", $"docker://{name}", $"dir:{site["copy-" + name[^1]]}");
        }
    }

    [Theory]
    [InlineData("--attest", "type=sbom", "syft")]
    [InlineData("--attest", "type=provenence", "did you mean provenance?")]
    [InlineData("--attest", "mode=max", "type= is missing")]
    [InlineData("--provenance", "mode=most", "min or max")]
    [InlineData("--provenance", "version=v0.2", "only SLSA v1")]
    [InlineData("--sbom", "true", "syft")]
    public async Task Attestation_ThatThereIsNot_IsRefusedByName(string flag, string value, string message)
    {
        using var site = yard.NewSite().Dockerfile(Source);
        Assert.Contains(message, (await site.BuildAsync($"{flag}={value}")).Failed().Errors, StringComparison.Ordinal);
    }

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(path))!;

    private static JsonNode Read(BuildSite site, string digest) => Json(site[$"out/blobs/sha256/{digest[7..]}"]);
}
