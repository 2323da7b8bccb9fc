using System.Text.Json.Nodes;

namespace Drydock.Security;

public sealed class ImageTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("sha256:../../../../../../etc/passwd")]
    [InlineData("sha256:")]
    [InlineData("../../etc/passwd")]
    [InlineData("sha256:ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public async Task CVE_2024_3727_DigestThatIsNone_IsRefusedBeforeItIsUsed(string digest)
    {
        using var layout = new ImageLayout();
        layout.Add("v1", BusyBox.Configuration(), await BusyBox.LayerAsync());
        var index = JsonNode.Parse(await File.ReadAllTextAsync($"{layout.Path}/index.json"))!;
        index["manifests"]![0]!["digest"] = digest;
        await File.WriteAllTextAsync($"{layout.Path}/index.json", index.ToJsonString());
        await AssertRefusedAsync(layout, "digest");
    }

    [Fact]
    public async Task CVE_2021_41190_ManifestThatIsAnIndexToo_IsRefused()
    {
        using var layout = new ImageLayout();
        layout.Add("v1", BusyBox.Configuration(), await BusyBox.LayerAsync());
        await ChangeManifestAsync(layout, manifest => manifest["manifests"] = new JsonArray());
        await AssertRefusedAsync(layout, "manifest");
    }

    [Fact]
    public async Task OciLayout_WithABlobThatIsAnother_IsRefused()
    {
        using var layout = new ImageLayout();
        layout.Add("v1", BusyBox.Configuration(), await BusyBox.LayerAsync());
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(ManifestFile(layout)))!;
        var layer = $"{layout.Path}/blobs/sha256/{((string)manifest["layers"]![0]!["digest"]!)[7..]}";
        var bytes = await File.ReadAllBytesAsync(layer);
        bytes[^2000] ^= 1;
        await File.WriteAllBytesAsync(layer, bytes);
        await AssertRefusedAsync(layout, "sha256:");
    }

    [Fact]
    public async Task CVE_2024_24557_ImageFromScratch_IsNotTakenForAnotherWithTheSameFiles()
    {
        using var site = yard.NewSite().Write("a", "a").Dockerfile("FROM scratch\nCOPY a /\n");
        var ids = new HashSet<string>();
        foreach (var more in new[] { "", "HEALTHCHECK CMD [\"/a\"]", "ONBUILD RUN /a", "USER 5", "ENTRYPOINT [\"/a\"]", "VOLUME /v", "STOPSIGNAL 9", "SHELL [\"/a\"]", "LABEL a=b", "EXPOSE 1", "ENV a=b", "CMD [\"/a\"]" })
        {
            site.Dockerfile($"FROM scratch\nCOPY a /\n{more}\n");
            Assert.True(ids.Add((await site.BuildAsync("-q")).Succeeded().Output), more);
        }
    }

    [Fact]
    public async Task CVE_2024_24557_PulledImage_IsNotUsedAsCache()
    {
        await yard.PushAsync("library/poison:latest", await BusyBox.LayerAsync(), new LayerTar().File("made", "poison\n").ToArray());
        using var site = yard.NewSite().Dockerfile("FROM poison\nRUN true\n");
        (await site.BuildAsync()).Succeeded();
        site.Dockerfile("FROM busybox\nRUN echo honest > /made\n");
        Assert.Equal("honest\n", await site.ReadAsync("made"));
    }

    private async Task AssertRefusedAsync(ImageLayout layout, string expected)
    {
        using var site = yard.NewSite().Dockerfile("FROM base\nRUN true\n");
        var result = (await site.BuildAsync("--build-context", $"base=oci-layout://{layout.Path}:v1")).Failed();
        Assert.Contains(expected, result.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("unexpected ", result.Errors, StringComparison.Ordinal);
    }

    private static string ManifestFile(ImageLayout layout)
    {
        var index = JsonNode.Parse(File.ReadAllText($"{layout.Path}/index.json"))!;
        return $"{layout.Path}/blobs/sha256/{((string)index["manifests"]![0]!["digest"]!)[7..]}";
    }

    private static async Task ChangeManifestAsync(ImageLayout layout, Action<JsonNode> change)
    {
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(ManifestFile(layout)))!;
        change(manifest);
        var bytes = System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        await File.WriteAllBytesAsync($"{layout.Path}/blobs/sha256/{digest}", bytes);
        var index = JsonNode.Parse(await File.ReadAllTextAsync($"{layout.Path}/index.json"))!;
        index["manifests"]![0]!["digest"] = "sha256:" + digest;
        index["manifests"]![0]!["size"] = bytes.Length;
        await File.WriteAllTextAsync($"{layout.Path}/index.json", index.ToJsonString());
    }
}
