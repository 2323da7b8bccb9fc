using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>Images that go from place to place with their digests, and indexes made of them. Needs docker-registry and skopeo.</summary>
public sealed class CopyTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("oci:{0}:v1", "oci:{0}:v1")]
    [InlineData("oci-archive:{0}:v1", "oci-archive:{0}:v1")]
    public async Task Copy_ThereAndBack_KeepsTheDigest(string place, string skopeo)
    {
        using var site = yard.NewSite();
        var middle = string.Format(System.Globalization.CultureInfo.InvariantCulture, place, site["middle"]);
        var digest = await DigestAsync(Name("library/busybox"));

        Assert.Equal(digest, (await site.Drydock.RunAsync("copy", "-q", Name("library/busybox"), middle)).Succeeded().Output.Trim());
        Assert.Equal(digest, Hash(await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", string.Format(System.Globalization.CultureInfo.InvariantCulture, skopeo, site["middle"]))));
        (await site.Drydock.RunAsync("copy", middle, "docker://" + Name("back:1"))).Succeeded();
        Assert.Equal(digest, await DigestAsync(Name("back:1")));
    }

    [Fact]
    public async Task Copy_BetweenRepositoriesOfOneRegistry_MountsTheLayers()
    {
        using var site = yard.NewSite();
        var result = (await site.Drydock.RunAsync("copy", Name("library/busybox"), Name("mounted:1"))).Succeeded();
        Assert.Contains("Mounted from library/busybox", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ThroughTheStoreAndDockersArchive_IsTheSameImage()
    {
        using var site = yard.NewSite();
        (await site.Drydock.RunAsync("copy", Name("library/busybox"), "store:mine:1")).Succeeded();
        var id = (await site.Drydock.RunAsync("inspect", "-f", "{{.Id}}", "mine:1")).Succeeded().Output.Trim();
        (await site.Drydock.RunAsync("copy", "store:mine:1", $"docker-archive:{site["docker.tar"]}:other:2")).Succeeded();
        Assert.Equal(id, Hash(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", "--raw", $"docker-archive:{site["docker.tar"]}")));
        (await site.Drydock.RunAsync("copy", $"docker-archive:{site["docker.tar"]}", Name("from-docker:1"))).Succeeded();
        Assert.Equal(id, Hash(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", "--raw", "--tls-verify=false", "docker://" + Name("from-docker:1"))));
    }

    [Fact]
    public async Task Copy_OfSkopeosArchiveOfDocker_Works()
    {
        using var site = yard.NewSite();
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--src-tls-verify=false", "docker://" + Name("library/busybox"), $"docker-archive:{site["a.tar"]}:app:1");
        (await site.Drydock.RunAsync("copy", $"docker-archive:{site["a.tar"]}:app:1", Name("skopeos:1"))).Succeeded();
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--src-tls-verify=false", "docker://" + Name("skopeos:1"), $"dir:{site["copy"]}");
    }

    [Theory]
    [InlineData("dir:/tmp/x", "docker://")]
    [InlineData("oci:", "path is missing")]
    [InlineData("oci:/nowhere", "/nowhere")]
    public async Task Copy_FromWhatIsNone_SaysSo(string source, string message)
    {
        using var site = yard.NewSite();
        Assert.Contains(message, (await site.Drydock.RunAsync("copy", source, Name("x:1"))).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_AllAndOnePlatform_IsRefused()
    {
        using var site = yard.NewSite();
        var result = (await site.Drydock.RunAsync("copy", "--all", "--platform", "linux/amd64", Name("library/busybox"), Name("x:1"))).Failed();
        Assert.Equal(125, result.ExitCode);
        Assert.Contains("--all copies", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManifestCreate_AnnotatedAndPushed_IsAnIndexThatIsCopiedWhole()
    {
        using var site = yard.NewSite();
        await yard.PushAsync("arm:1", await Testing.Images.BusyBox.LayerAsync(tar => tar.File("arm", "arm")));
        var list = Name("several:1");
        (await site.Drydock.RunAsync("manifest", "create", list, Name("library/busybox"), Name("arm:1"))).Succeeded();
        Assert.Contains("--amend", (await site.Drydock.RunAsync("manifest", "create", list, Name("arm:1"))).Failed().Errors, StringComparison.Ordinal);
        (await site.Drydock.RunAsync("manifest", "annotate", "--arch", "arm", "--variant", "v7", list, Name("arm:1"))).Succeeded();
        Assert.Contains("\"v7\"", (await site.Drydock.RunAsync("manifest", "inspect", list)).Succeeded().Output, StringComparison.Ordinal);
        var digest = (await site.Drydock.RunAsync("manifest", "push", "--purge", list)).Succeeded().Output.Trim();
        Assert.Equal(digest, await DigestAsync(list));
        (await site.Drydock.RunAsync("manifest", "rm", list)).Failed();

        Assert.Equal(digest, (await site.Drydock.RunAsync("copy", "-q", "--all", list, $"oci:{site["layout"]}:all")).Succeeded().Output.Trim());
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", "--dest-tls-verify=false", $"oci:{site["layout"]}:all", "docker://" + Name("skopeo-all:1"));
        Assert.Equal(digest, await DigestAsync(Name("skopeo-all:1")));
        var child = (await site.Drydock.RunAsync("copy", "-q", "--platform", "linux/arm/v7", list, Name("only-arm:1"))).Succeeded().Output.Trim();
        Assert.Equal(await DigestAsync(Name("arm:1")), child);
    }

    [Fact]
    public async Task ImageTools_CreateAndInspect_MakeAndShowAnIndex()
    {
        using var site = yard.NewSite();
        await yard.PushAsync("second:1", await Testing.Images.BusyBox.LayerAsync(tar => tar.File("second", "2")));
        var name = Name("tools:1");
        (await site.Drydock.RunAsync("imagetools", "create", "-t", name, "--annotation", "index:who=me", Name("library/busybox"))).Succeeded();
        (await site.Drydock.RunAsync("buildx", "imagetools", "create", "--append", "-t", name, Name("second:1"))).Succeeded();

        var index = JsonNode.Parse((await site.Drydock.RunAsync("imagetools", "inspect", "--raw", name)).Succeeded().Output)!;
        Assert.Equal(2, index["manifests"]!.AsArray().Count);
        Assert.Contains("Platform:    linux/", (await site.Drydock.RunAsync("imagetools", "inspect", name)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(name, (await site.Drydock.RunAsync("imagetools", "inspect", "--format", "{{.Name}}", name)).Succeeded().Output.Trim());
        (await site.Drydock.RunAsync("imagetools", "create", "-t", Name("tools:copy"), name)).Succeeded();
        Assert.Equal(await DigestAsync(name), await DigestAsync(Name("tools:copy")));
    }

    private string Name(string name) => $"{yard.Registry}/{name}";

    private static async Task<string> DigestAsync(string name) => Hash(await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{name}"));

    private static string Hash(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
