using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;
using Drydock.Testing;

namespace Drydock.Images.Tests.Transfer;

/// <summary>Pull and push with a real registry (docker-registry must be installed).</summary>
public sealed class TransferTests : RegistryScene
{
    private readonly List<TransferNews> _news = [];

    [Fact]
    public async Task Pull_PushedImage_IsTheSameImage()
    {
        var image = Fixture.Add($"{Registry.Host}/app:1");
        var pushed = await PushAsync(Fixture, image);

        var pulled = await PullAsync("app:1");

        Assert.True(pulled.IsNew);
        Assert.Equal(image.Id, pulled.Image.Id);
        Assert.Equal(pushed.Digest, pulled.Digest);
        Assert.Equal([$"{Registry.Host}/app@{pushed.Digest}"], pulled.Image.RepoDigests!);
        Assert.Equal($"{Registry.Host}/app:1", pulled.Image.Origin);
        Assert.Equal(pushed.Digest, Digest.OfBytes(Other.Store.Blobs.ReadDocument(pulled.Image.Manifest!.Value)));
        Assert.Equal(image.SizeBytes, pulled.Image.SizeBytes);
        Assert.NotNull(pulled.Image.Layers[0].Blob);
    }

    [Fact]
    public async Task Pull_Twice_IsNothingNew()
    {
        await PushAsync(Fixture, Fixture.Add($"{Registry.Host}/app:1"));
        await PullAsync("app:1");
        _news.Clear();

        Assert.False((await PullAsync("app:1")).IsNew);
        Assert.All(_news, n => Assert.Equal(TransferState.Exists, n.State));
    }

    [Fact]
    public async Task Pull_ByDigest_GivesNoTagButCanBeFound()
    {
        var image = Fixture.Add($"{Registry.Host}/app:1");
        var pushed = await PushAsync(Fixture, image);

        var pulled = await PullAsync($"app@{pushed.Digest}");

        Assert.Null(pulled.Image.Name);
        Assert.False(StoredImage.Find(Other.Store, $"{Registry.Host}/app@{pushed.Digest}").IsDangling);
    }

    [Fact]
    public async Task Pull_ByDigestOfANamedImage_KeepsTheName()
    {
        var pushed = await PushAsync(Fixture, Fixture.Add($"{Registry.Host}/app:1"));
        await PullAsync("app:1");

        await PullAsync($"app@{pushed.Digest}");

        Assert.Equal($"{Registry.Host}/app:1", Assert.Single(Other.Store.Images.All()).Name);
    }

    [Fact]
    public async Task Pull_WhatIsNotThere_LeavesNothing()
    {
        await Assert.ThrowsAsync<RegistryException>(() => PullAsync("nothing:1"));

        Assert.Empty(Other.Store.Images.All());
    }

    [Fact]
    public async Task Push_Again_SendsNothing()
    {
        var image = Fixture.Add($"{Registry.Host}/app:1");
        var first = await PushAsync(Fixture, image);
        _news.Clear();

        var second = await PushAsync(Fixture, Fixture.Store.Images.Find(image.Name!)!);

        Assert.Equal(first.Digest, second.Digest);
        Assert.DoesNotContain(_news, n => n.State is TransferState.Packing or TransferState.Uploading or TransferState.Pushed);
    }

    [Fact]
    public async Task Push_PulledImageUnderAnotherName_IsMountedAndKeepsItsDigest()
    {
        var original = await PushAsync(Fixture, Fixture.Add($"{Registry.Host}/app:1"));
        var pulled = await PullAsync("app:1");
        ImageTagger.Tag(Other.Store, pulled.Image, $"{Registry.Host}/copy:2");
        _news.Clear();

        var copied = await PushAsync(Other, Other.Store.Images.Find($"{Registry.Host}/copy:2")!);

        Assert.Equal(original.Digest, copied.Digest);
        Assert.Contains(_news, n => n is { State: TransferState.Mounted, Source: "app" });
        Assert.DoesNotContain(_news, n => n.State == TransferState.Packing);
    }

    [Fact]
    public async Task Push_Image_IsReadBySkopeo()
    {
        var image = Fixture.Add($"{Registry.Host}/app:1");
        await PushAsync(Fixture, image);

        var config = await ProcessFixture.RunAsync("skopeo", "inspect", "--tls-verify=false", "--config", "--raw", $"docker://{Registry.Host}/app:1");

        Assert.Equal(image.Id, Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(config)));
    }

    private Task<Descriptor> PushAsync(StoreFixture from, ImageRecord image) =>
        new ImagePusher(from.Store, Client, new PackOptions(), Note).PushAsync(image, Reference.Parse(image.Name!), CancellationToken.None);

    private Task<PulledImage> PullAsync(string name) =>
        new ImagePuller(Other.Store, Client, Note).PullAsync(Reference.Parse($"{Registry.Host}/{name}"), Platform.Host, CancellationToken.None);

    private void Note(TransferNews news)
    {
        lock (_news)
        {
            _news.Add(news);
        }
    }
}
