using Drydock.Images.Copying;
using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Images.Sources;
using Drydock.Images.Tests.Support;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Tests.Copying;

/// <summary>Images written to layouts, and copied on from there.</summary>
public sealed class DestinationTests : IDisposable
{
    private readonly StoreFixture _fixture = new();
    private readonly RegistryClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task LayoutDestination_OfTwoTags_KeepsBothAndReplacesOne()
    {
        var (first, second) = (_fixture.Add("a:1"), _fixture.Add("b:1", "other"));
        var one = await PushAsync(first, "one");
        await PushAsync(first, "two");
        var two = await PushAsync(second, "two");

        Assert.Equal(one, await DigestAsync("one"));
        Assert.Equal(two, await DigestAsync("two"));
        Assert.NotEqual(one, two);
        Assert.Equal(2, OciDocuments.ReadIndex(File.ReadAllBytes(_fixture["layout/index.json"])).Manifests.Count);
    }

    [Fact]
    public async Task LayoutDestination_ABlobThatIsDamagedOnTheWay_IsNotThere()
    {
        using var destination = LayoutDestination.Open(_fixture["layout"], null);
        var blob = new Descriptor { MediaType = MediaTypes.OciLayer, Digest = Digest.OfBytes("right"u8), Size = 5 };

        await Assert.ThrowsAsync<RegistryException>(() => destination.PutBlobAsync(
            blob, () => new VerifiedStream(new MemoryStream("wrong"u8.ToArray()), blob.Digest, 5, "blob"), null, null, CancellationToken.None));

        Assert.False(await destination.HasBlobAsync(blob.Digest, CancellationToken.None));
        Assert.Empty(Directory.EnumerateFiles(_fixture["layout"]));
    }

    [Fact]
    public async Task ArchiveDestination_ForDocker_HoldsNoIndex()
    {
        using var output = new MemoryStream();
        using var archive = ArchiveDestination.Docker(output, "docker-archive:x", null);
        var index = OciJson.Serialize(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [] });
        var descriptor = new Descriptor { MediaType = MediaTypes.OciIndex, Digest = Digest.OfBytes(index), Size = index.Length };
        await Assert.ThrowsAsync<ImageException>(() => archive.CompleteAsync(descriptor, index, CancellationToken.None));
    }

    [Fact]
    public async Task ArchiveDestination_AskedWhileItIsWritten_HasWhatCame()
    {
        using var output = new MemoryStream();
        using var archive = ArchiveDestination.Oci(output, "oci-archive:x", null);
        await Parallel.ForEachAsync(Enumerable.Range(0, 5000), async (i, token) =>
        {
            var bytes = BitConverter.GetBytes(i);
            var blob = Descriptor.Of(MediaTypes.OciLayer, bytes);
            Assert.False(await archive.HasBlobAsync(blob.Digest, token));
            Assert.Equal(BlobPushResult.Uploaded, await archive.PutBlobAsync(blob, () => new MemoryStream(bytes), null, null, token));
            Assert.True(await archive.HasBlobAsync(blob.Digest, token));
        });
    }

    [Fact]
    public async Task PushIndex_ToALayout_IsCopiedWholeAndByPlatform()
    {
        var (first, second) = (_fixture.Add("a:1"), _fixture.Add("b:1", "other"));
        using (var destination = LayoutDestination.Open(_fixture["layout"], "all"))
        {
            var options = new PackOptions { Annotations = [new ImageAnnotation(AnnotationPlace.Index, null, "who", "me")] };
            await new ImagePusher(_fixture.Store, _client, options, Ignore).PushIndexAsync(
                [(OutgoingImage.Of(first), Platform.Parse("linux/amd64")), (OutgoingImage.Of(second), Platform.Parse("linux/s390x"))], destination, CancellationToken.None);
        }

        using var source = LayoutImageSource.Open(_fixture["layout"] + ":all");
        using var copy = LayoutDestination.Open(_fixture["copy"], "all");
        var whole = await new ImageCopier(Ignore).CopyAsync(source, copy, null, CancellationToken.None);
        Assert.Equal(await DigestAsync("all"), whole.Digest);
        Assert.Equal("me", OciDocuments.ReadIndex(File.ReadAllBytes(_fixture[$"copy/blobs/sha256/{whole.Digest.Hex}"])).Annotations!["who"]);

        var only = await new ImageCopier(Ignore).CopyAsync(source, copy, Platform.Parse("linux/s390x"), CancellationToken.None);
        Assert.Equal(second.Id, OciDocuments.ReadManifest(File.ReadAllBytes(_fixture[$"copy/blobs/sha256/{only.Digest.Hex}"])).Config.Digest);
    }

    private async Task<Digest> PushAsync(ImageRecord image, string tag)
    {
        using var destination = LayoutDestination.Open(_fixture["layout"], tag);
        return (await new ImagePusher(_fixture.Store, _client, new PackOptions(), Ignore).PushAsync(OutgoingImage.Of(image), destination, CancellationToken.None)).Descriptor.Digest;
    }

    private async Task<Digest> DigestAsync(string tag)
    {
        using var source = LayoutImageSource.Open($"{_fixture["layout"]}:{tag}");
        return (await source.ResolveAsync(CancellationToken.None)).Descriptor.Digest;
    }

    private static void Ignore(TransferNews news)
    {
    }
}
