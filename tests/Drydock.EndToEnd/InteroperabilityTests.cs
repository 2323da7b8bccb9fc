namespace Drydock.EndToEnd;

/// <summary>
/// podman, buildah and skopeo push to a registry and we pull, and the other way round: the digests are the same.
/// Needs docker-registry, skopeo, podman, buildah, and root.
/// </summary>
public sealed class InteroperabilityTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("podman", "gzip")]
    [InlineData("podman", "zstd")]
    [InlineData("buildah", "gzip")]
    [InlineData("buildah", "zstd")]
    public async Task WhatOthersPush_IsPulledWithTheirDigest(string program, string compression)
    {
        using var other = new OtherStore(program);
        using var site = yard.NewSite().WriteBytes("busybox", await File.ReadAllBytesAsync("/bin/busybox")).Dockerfile("FROM scratch\nCOPY busybox /bin/echo\n");
        var (drydock, repository) = (site.Drydock, $"{yard.Registry}/by-{program}");
        var name = $"{repository}:{compression}";
        // A layer that no registry has: else both would send what is there, whatever they are asked for.
        await other.RunAsync("build", "-q", "-t", "made", "--label", $"compression={compression}", site.Context);
        await other.RunAsync("push", "-q", "--tls-verify=false", "--compression-format", compression, "--digestfile", other["digest"], "localhost/made", $"docker://{name}");

        Assert.Contains(compression, await RawAsync(name), StringComparison.Ordinal);
        (await drydock.RunAsync("pull", "-q", name)).Succeeded();
        Assert.Equal($"{repository}@{other.Read("digest")}", (await drydock.RunAsync("inspect", "-f", "{{index .RepoDigests 0}}", name)).Succeeded().Output.Trim());
        Assert.Equal("hello\n", (await drydock.RunAsync("run", "--rm", "--network", "none", name, "echo", "hello")).Succeeded().Output);

        // Pushed on as it is, nothing changes.
        var copy = $"{yard.Registry}/again-{program}:{compression}";
        (await drydock.RunAsync("tag", name, copy)).Succeeded();
        (await drydock.RunAsync("push", "-q", copy)).Succeeded();
        Assert.Equal(await RawAsync(name), await RawAsync(copy));
    }

    [Theory]
    [InlineData("podman", "gzip")]
    [InlineData("podman", "zstd")]
    [InlineData("buildah", "gzip")]
    [InlineData("buildah", "uncompressed")]
    public async Task WhatWePush_IsPulledByOthersWithItsDigest(string program, string compression)
    {
        using var other = new OtherStore(program);
        using var site = yard.NewSite().Write("copied", "copied\n").Dockerfile("FROM busybox\nCOPY copied /\n");
        var name = $"{yard.Registry}/for-{program}:{compression}";
        (await site.BuildAsync("-o", $"type=registry,name={name},compression={compression},force-compression=true")).Succeeded();
        await other.RunAsync("pull", "-q", "--tls-verify=false", name);

        var format = program == "podman" ? "{{.Digest}}" : "{{.FromImageDigest}}";
        Assert.Equal(Digest(await RawAsync(name)), (await other.RunAsync("inspect", "--type", "image", "--format", format, name)).Trim());
    }

    [Theory]
    [InlineData("podman")]
    [InlineData("buildah")]
    public async Task IndexThatOthersPush_IsPulledPlatformByPlatform(string program)
    {
        using var other = new OtherStore(program);
        using var site = yard.NewSite().Write("copied", "copied\n").Dockerfile("FROM scratch\nCOPY copied /\nARG TARGETARCH\nENV ARCH=$TARGETARCH\n");
        var (ours, theirs) = ($"{yard.Registry}/index-for-{program}:1", $"{yard.Registry}/index-by-{program}:1");
        (await site.BuildAsync("--push", "--platform", "linux/amd64,linux/s390x", "-t", ours)).Succeeded();
        await other.RunAsync("manifest", "create", "list");
        await other.RunAsync("manifest", "add", "--all", "--tls-verify=false", "list", $"docker://{ours}");
        await other.RunAsync("manifest", "push", "-q", "--all", "--tls-verify=false", "--digestfile", other["digest"], "list", $"docker://{theirs}");

        Assert.Equal(other.Read("digest"), Digest(await RawAsync(theirs)));
        foreach (var architecture in new[] { "amd64", "s390x" })
        {
            (await site.Drydock.RunAsync("pull", "-q", "--platform", $"linux/{architecture}", theirs)).Succeeded();
            Assert.Contains($"ARCH={architecture}", (await site.Drydock.RunAsync("inspect", "--platform", $"linux/{architecture}", theirs)).Succeeded().Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task IndexThatSkopeoCopies_KeepsItsDigestBothWays(string compression)
    {
        using var site = yard.NewSite().Write("copied", "copied\n").Dockerfile("FROM scratch\nCOPY copied /\nARG TARGETARCH\nENV ARCH=$TARGETARCH\n");
        var (ours, theirs, again) = ($"{yard.Registry}/ours:{compression}", $"{yard.Registry}/theirs:{compression}", $"{yard.Registry}/again:{compression}");
        (await site.BuildAsync("--platform", "linux/amd64,linux/s390x", "-o", $"type=registry,name={ours},compression={compression}")).Succeeded();
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{ours}", $"docker://{theirs}");
        (await site.Drydock.RunAsync("copy", "--all", theirs, again)).Succeeded();

        Assert.Equal(await RawAsync(ours), await RawAsync(theirs));
        Assert.Equal(await RawAsync(ours), await RawAsync(again));
    }

    private static string Digest(string manifest) => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(manifest)));

    private static Task<string> RawAsync(string name) => ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{name}");
}
