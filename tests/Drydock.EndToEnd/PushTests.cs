using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>Images that go to a registry, of a build and otherwise. Needs docker-registry, skopeo, podman, buildah, and root.</summary>
public sealed class PushTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task BuildPush_OfSeveralNames_IsReadBySkopeoAndNotKept()
    {
        using var site = Site();
        var (one, two) = (Name("one:1"), Name("two:2"));
        var result = (await site.BuildAsync("--push", "-t", one, "-t", two, "--metadata-file", site["metadata"])).Succeeded();

        var digest = (string)JsonNode.Parse(await File.ReadAllTextAsync(site["metadata"]))!["containerimage.digest"]!;
        Assert.Equal(digest, await DigestAsync(one));
        Assert.Equal(digest, await DigestAsync(two));
        Assert.Contains($"pushing manifest for {one}@{digest}", result.Errors, StringComparison.Ordinal);
        Assert.Contains("No such", (await site.Drydock.RunAsync("inspect", "--type", "image", one)).Failed().Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task BuildPush_OnABaseOfTheSameRegistry_MountsItUnread()
    {
        using var site = Site();
        (await site.BuildAsync("-o", "type=registry", "-t", Name("mounted:1"))).Succeeded();

        // The base was never needed: its one large layer is not in the store.
        Assert.DoesNotContain(Directory.EnumerateFiles(site.Drydock.Root + "/blobs/sha256"), f => new FileInfo(f).Length > 500_000);
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--src-tls-verify=false", $"docker://{Name("mounted:1")}", $"dir:{site["copy"]}");
    }

    [Fact]
    public async Task BuildPush_ForSeveralPlatformsOnABase_MountsTheLayersOfAll()
    {
        using var one = yard.NewSite().WriteBytes("large", new byte[1_000_000]).Dockerfile("FROM scratch\nCOPY large /\nARG TARGETARCH\nENV ARCH=$TARGETARCH\n");
        (await one.BuildAsync("--push", "--platform", "linux/amd64,linux/s390x", "-o", $"type=registry,name={Name("base:several")},compression=uncompressed")).Succeeded();

        using var two = yard.NewSite().Write("copied", "1").Dockerfile($"FROM {Name("base:several")}\nCOPY --link copied /\n");
        (await two.BuildAsync("--push", "--platform", "linux/amd64,linux/s390x", "-t", Name("derived:several"))).Succeeded();
        Assert.DoesNotContain(Directory.EnumerateFiles(two.Drydock.Root + "/blobs/sha256"), f => new FileInfo(f).Length > 500_000);
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", "--src-tls-verify=false", $"docker://{Name("derived:several")}", $"dir:{two["copy"]}");
    }

    [Fact]
    public async Task BuildPush_OnABaseOfAnotherRegistry_PassesItOn()
    {
        using var elsewhere = await LocalRegistry.StartAsync();
        using var site = Site();
        var name = $"{elsewhere.Host}/app:1";
        (await site.BuildAsync("--push", "-t", name)).Succeeded();
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--src-tls-verify=false", $"docker://{name}", $"dir:{site["copy"]}");
        Assert.DoesNotContain(Directory.EnumerateFiles(site.Drydock.Root + "/blobs/sha256"), f => new FileInfo(f).Length > 500_000);
    }

    [Fact]
    public async Task ImageOutput_WithPush_IsKeptToo()
    {
        using var site = Site();
        (await site.BuildAsync("-o", $"type=image,name={Name("kept:1")},push=true")).Succeeded();
        var inspected = (await site.Drydock.RunAsync("inspect", "-f", "{{index .RepoDigests 0}}", Name("kept:1"))).Succeeded().Output.Trim();
        Assert.Equal($"{Name("kept")}@{await DigestAsync(Name("kept:1"))}", inspected);
    }

    [Fact]
    public async Task PushByDigest_Always_GivesNoTag()
    {
        using var site = Site();
        (await site.BuildAsync("-o", $"type=image,name={Name("untagged")},push=true,push-by-digest=true,store=false", "--metadata-file", site["metadata"])).Succeeded();
        var digest = (string)JsonNode.Parse(await File.ReadAllTextAsync(site["metadata"]))!["containerimage.digest"]!;
        Assert.Equal(digest, await DigestAsync($"{Name("untagged")}@{digest}"));
        (await site.Drydock.RunAsync("manifest", "inspect", Name("untagged:latest"))).Failed();
    }

    [Fact]
    public async Task Annotations_OfFlagAndOutput_AreInTheManifest()
    {
        using var site = Site();
        (await site.BuildAsync("--annotation", "Org.Example=by flag", "-o", $"type=registry,name={Name("annotated:1")},annotation.Other.Key=by output")).Succeeded();
        var annotations = JsonNode.Parse(await RawAsync(Name("annotated:1")))!["annotations"]!;
        Assert.Equal("by flag", (string)annotations["Org.Example"]!);
        Assert.Equal("by output", (string)annotations["Other.Key"]!);
    }

    [Fact]
    public async Task BuildPush_ForSeveralPlatforms_IsAnIndexWithItsImages()
    {
        using var site = Site().Dockerfile("FROM scratch\nCOPY copied /\n");
        var name = Name("several:1");
        (await site.BuildAsync("--push", "--platform", "linux/amd64,linux/s390x", "--annotation", "index:a=b", "--annotation", "manifest-descriptor[linux/s390x]:c=d", "-t", name)).Succeeded();

        var index = JsonNode.Parse(await RawAsync(name))!;
        Assert.Equal("b", (string)index["annotations"]!["a"]!);
        Assert.Equal(["amd64", "s390x"], index["manifests"]!.AsArray().Select(m => (string)m!["platform"]!["architecture"]!));
        Assert.Null(index["manifests"]![0]!["annotations"]);
        Assert.Equal("d", (string)index["manifests"]![1]!["annotations"]!["c"]!);
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", "--src-tls-verify=false", $"docker://{name}", $"dir:{site["copy"]}");

        // The same from the store, and only one of them.
        (await site.BuildAsync("--platform", "linux/amd64,linux/s390x", "-t", Name("stored:1"))).Succeeded();
        (await site.Drydock.RunAsync("push", Name("stored:1"))).Succeeded();
        Assert.Equal(2, JsonNode.Parse(await RawAsync(Name("stored:1")))!["manifests"]!.AsArray().Count);
        (await site.Drydock.RunAsync("push", "--platform", "linux/s390x", Name("stored:1"))).Succeeded();
        Assert.NotNull(JsonNode.Parse(await RawAsync(Name("stored:1")))!["layers"]);
        Assert.Contains("index annotations not supported", (await site.BuildAsync("--annotation", "index:a=b")).Failed().Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--push", "tag is needed when pushing")]
    [InlineData("--annotation=indx:a=b", "did you mean index")]
    [InlineData("--output=type=local,dest=out,push=true", "only type=image is pushed")]
    public async Task WrongFlags_Always_AreToldBeforeAnythingIsBuilt(string flag, string message)
    {
        using var site = Site();
        var result = (await site.BuildAsync(flag)).Failed();
        Assert.Equal(125, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_ToARegistryThatIsAway_FailsBeforeLayersAreCompressed()
    {
        using var site = Site();
        var name = $"127.0.0.1:{Ports.Free()}/app:1";
        (await site.BuildAsync("-t", name)).Succeeded();
        var before = Directory.GetFiles(site.Drydock.Root + "/blobs/sha256").Length;
        var result = (await site.Drydock.RunAsync("push", name)).Failed();
        Assert.Contains(name.Split('/')[0], result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Compressing", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(site.Drydock.Root + "/blobs/sha256").Length);
    }

    [Fact]
    public async Task Push_OfWhatTheRegistryHas_OnlyAsks()
    {
        using var site = Site();
        await using var proxy = new FaultProxy(yard.Registry);
        var name = $"{proxy.Host}/again:1";
        (await site.BuildAsync("-t", name)).Succeeded();
        (await site.Drydock.RunAsync("push", "-q", name)).Succeeded();
        var before = proxy.Requests.Count();
        (await site.Drydock.RunAsync("push", "-q", name)).Succeeded();
        Assert.All(proxy.Requests.Skip(before).Where(r => r.Path != "/v2/"), r => Assert.Equal("HEAD", r.Method));

        // Where the tag has come to stand for another image, it is sent.
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{yard.Registry}/library/busybox", $"docker://{yard.Registry}/again:1");
        (await site.Drydock.RunAsync("push", "-q", name)).Succeeded();
        Assert.Equal(await DigestAsync(name), await DigestAsync($"{yard.Registry}/again:1"));
        Assert.Contains(proxy.Requests.Skip(before), r => r.Method == "PUT");
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("buildah")]
    public async Task PushedImage_WithZstdLayers_IsPulledByOthers(string program)
    {
        using var site = Site();
        using var run = new TempDirectory();
        var name = Name($"{program}:1");
        (await site.BuildAsync("-o", $"type=registry,name={name},compression=zstd,force-compression=true")).Succeeded();
        await ProcessFixture.RunAsync(program, "--storage-driver", "vfs", "--root", site["store"], "--runroot", run.Path, "pull", "-q", "--tls-verify=false", name);
    }

    // The build is process 1 of its namespace, and has executed a RUN before it asks the helper.
    [Fact]
    public async Task BuildPush_WithACredentialHelper_AsksItAfterARun()
    {
        using var secured = await LocalRegistry.StartAsync(new LocalRegistryOptions { Basic = ("alice", "open sesame") });
        using var site = Site();
        site.Write("Dockerfile", $"FROM {yard.Registry}/library/busybox\nRUN touch /made\n");
        var helper = site.WriteOutside("bin/docker-credential-test", "#!/bin/sh\ncat >/dev/null\necho '{\"Username\":\"alice\",\"Secret\":\"open sesame\"}'\n");
        File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(site.Drydock.Environment["DOCKER_CONFIG"] + "/config.json", $"{{\"credHelpers\":{{\"{secured.Host}\":\"test\"}}}}");
        site.Drydock.Environment["PATH"] = $"{Path.GetDirectoryName(helper)}:{Environment.GetEnvironmentVariable("PATH")}";

        (await site.BuildAsync("--push", "-t", $"{secured.Host}/app:1")).Succeeded();
        await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", "--creds", "alice:open sesame", $"docker://{secured.Host}/app:1");
    }

    private string Name(string name) => $"{yard.Registry}/{name}";

    private static async Task<string> RawAsync(string name) =>
        await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{name}");

    private static async Task<string> DigestAsync(string name) =>
        "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(await RawAsync(name))));

    private BuildSite Site() => yard.NewSite().Write("copied", "copied\n").Dockerfile($"""
        FROM {yard.Registry}/library/busybox
        LABEL note=kept
        COPY --link copied /
        """);
}
