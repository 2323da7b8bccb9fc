using Drydock.Oci;

namespace Drydock.Registry.Tests;

public sealed class RegistryClientPushTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task PushBlob_InOneRequest_ArrivesWhole(int size) => await PushAndCompareAsync(size, 2_000_000, 1_000_000);

    [Theory]
    [InlineData(1_000_001)]
    [InlineData(3_000_000)]
    [InlineData(2_999_999)]
    public async Task PushBlob_InParts_ArrivesWhole(int size) => await PushAndCompareAsync(size, 1000, 1_000_000);

    [Fact]
    public async Task PushBlob_FromAStreamThatCannotSeek_ArrivesWhole()
    {
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = 1000, ChunkSizeBytes = 300_000 });
        var repository = fixture.NewRepository();
        var content = Samples.Bytes(1_000_000, 77);

        await client.PushBlobAsync(repository, Samples.Blob(content), () => new ForwardStream(content));

        Assert.Equal(content, await Samples.PullAsync(client, repository, Samples.Blob(content)));
    }

    [Fact]
    public async Task PushBlob_ThatIsThere_SendsNothing()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var content = Samples.Bytes(100, 5);
        await client.PushBlobAsync(repository, Samples.Blob(content), () => new MemoryStream(content));

        var result = await client.PushBlobAsync(repository, Samples.Blob(content), () => throw new InvalidOperationException("opened"));

        Assert.Equal(BlobPushResult.Existed, result);
    }

    [Fact]
    public async Task PushBlob_ThatAnotherRepositoryHas_IsMounted()
    {
        using var client = Samples.Client();
        var (source, target) = (fixture.NewRepository(), fixture.NewRepository());
        var content = Samples.Bytes(100, 6);
        await client.PushBlobAsync(source, Samples.Blob(content), () => new MemoryStream(content));

        var result = await client.PushBlobAsync(target, Samples.Blob(content), () => throw new InvalidOperationException("opened"), source);

        Assert.Equal(BlobPushResult.Mounted, result);
        Assert.Equal(content, await Samples.PullAsync(client, target, Samples.Blob(content)));
    }

    [Fact]
    public async Task PushBlob_WithASourceThatHasItNot_IsUploaded()
    {
        using var client = Samples.Client();
        var content = Samples.Bytes(100, 7);
        var repository = fixture.NewRepository();

        var result = await client.PushBlobAsync(repository, Samples.Blob(content), () => new MemoryStream(content), fixture.NewRepository());

        Assert.Equal(BlobPushResult.Uploaded, result);
        Assert.True(await client.BlobExistsAsync(repository, Samples.Blob(content).Digest));
    }

    [Fact]
    public async Task MountBlob_Unknown_IsFalse()
    {
        using var client = Samples.Client();
        var content = Samples.Bytes(100, 8);
        var (source, target) = (fixture.NewRepository(), fixture.NewRepository());
        Assert.False(await client.MountBlobAsync(target, Samples.Blob(content).Digest, source));

        await client.PushBlobAsync(source, Samples.Blob(content), () => new MemoryStream(content));

        Assert.True(await client.MountBlobAsync(target, Samples.Blob(content).Digest, source));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(5_000_000)]
    public async Task PushBlob_WithOtherBytesThanDescribed_Fails(int size)
    {
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = 1000 });
        var (described, content) = (Samples.Bytes(size, 1), Samples.Bytes(size, 2));
        var repository = fixture.NewRepository();

        await Samples.FailsAsync(
            () => client.PushBlobAsync(repository, Samples.Blob(described), () => new MemoryStream(content)), RegistryOutcome.DigestMismatch);

        Assert.False(await client.BlobExistsAsync(repository, Samples.Blob(described).Digest));
    }

    [Fact]
    public async Task PushBlob_FromASourceThatIsTooShort_SaysSo()
    {
        using var client = Samples.Client();
        var content = Samples.Bytes(5000);

        var failure = await Samples.FailsAsync(
            () => client.PushBlobAsync(fixture.NewRepository(), Samples.Blob(content), () => new MemoryStream(content, 0, 4000)), RegistryOutcome.Source);

        Assert.Contains("shorter than its descriptor", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushManifest_WithoutItsBlobs_IsRefusedWithTheRegistrysReason()
    {
        using var client = Samples.Client();
        var manifest = OciJson.Serialize(new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = Samples.Blob([1], MediaTypes.OciConfig),
            Layers = [],
        });

        var failure = await Samples.FailsAsync(
            () => client.PushManifestAsync(fixture.NewRepository(), "v1", MediaTypes.OciManifest, manifest), RegistryOutcome.Protocol);

        Assert.Contains("MANIFEST_BLOB_UNKNOWN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindTag_OfATag_GivesTheDigestOrNone()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var pushed = await Samples.PushImageAsync(client, repository, "v1", Samples.Bytes(1000));
        Assert.Equal(pushed, await client.FindTagAsync(repository, "v1"));
        Assert.Null(await client.FindTagAsync(repository, "v2"));
    }

    [Fact]
    public async Task PushManifest_AnIndex_ResolvesAsIndex()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var image = await Samples.PushImageAsync(client, repository, null, Samples.Bytes(10));
        var index = OciJson.Serialize(new ImageIndex
        {
            MediaType = MediaTypes.OciIndex,
            Manifests = [image with { Platform = new Platform { Architecture = "amd64", Os = "linux" } }],
        });

        await client.PushManifestAsync(repository, "multi", MediaTypes.OciIndex, index);
        var resolved = await client.ResolveAsync(repository, "multi");

        Assert.True(resolved.IsIndex);
        Assert.Equal(image.Digest, resolved.AsIndex().Manifests[0].Digest);
        Assert.Throws<FormatException>(() => resolved.AsManifest());
    }

    private async Task PushAndCompareAsync(int size, long monolithicLimit, int chunkSize)
    {
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = monolithicLimit, ChunkSizeBytes = chunkSize });
        var repository = fixture.NewRepository();
        var content = Samples.Bytes(size, size);

        var result = await client.PushBlobAsync(repository, Samples.Blob(content), () => new MemoryStream(content));

        Assert.Equal(BlobPushResult.Uploaded, result);
        Assert.Equal(content, await Samples.PullAsync(client, repository, Samples.Blob(content)));
    }

    private sealed class ForwardStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
    }
}
