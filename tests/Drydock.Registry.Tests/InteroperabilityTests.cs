using Drydock.Oci;
using Drydock.Testing;

namespace Drydock.Registry.Tests;

/// <summary>skopeo, an independent implementation, pulls what is pushed here, and the other way round.</summary>
public sealed class InteroperabilityTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    [Fact]
    public async Task SkopeoPulls_WhatWasPushed()
    {
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = 100, ChunkSizeBytes = 4000 });
        using var directory = new TempDirectory();
        var repository = fixture.NewRepository();
        var pushed = await Samples.PushImageAsync(client, repository, "v1", Samples.TarLayer("hello", new string('x', 20_000)));

        await ProcessFixture.RunAsync(
            "skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", $"docker://{repository}:v1", $"dir:{directory["image"]}");

        Assert.Equal(pushed.Digest, Digest.OfBytes(await File.ReadAllBytesAsync(directory["image/manifest.json"])));
    }

    [Theory]
    [InlineData("oci", MediaTypes.OciManifest)]
    [InlineData("v2s2", MediaTypes.DockerManifest)]
    public async Task WhatSkopeoPushed_IsPulled(string format, string mediaType)
    {
        using var client = Samples.Client();
        using var directory = new TempDirectory();
        var (source, target) = (fixture.NewRepository(), fixture.NewRepository());
        var layer = Samples.TarLayer("hello", new string('y', 50_000));
        await Samples.PushImageAsync(client, source, "v1", layer);
        var digestFile = directory["digest"];

        await ProcessFixture.RunAsync(
            "skopeo", "--insecure-policy", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--format", format, "--dest-compress",
            "--digestfile", digestFile, $"docker://{source}:v1", $"docker://{target}:v2");
        var resolved = await client.ResolveAsync(target, "v2");

        Assert.Equal((await File.ReadAllTextAsync(digestFile)).Trim(), resolved.Descriptor.Digest.ToString());
        Assert.Equal(mediaType, resolved.Descriptor.MediaType);
        foreach (var blob in resolved.AsManifest().Layers.Append(resolved.AsManifest().Config))
        {
            Assert.Equal(blob.Size, (await Samples.PullAsync(client, target, blob)).Length);
        }
    }
}
