using Drydock.Images.Records;
using Drydock.Images.Tests.Support;

namespace Drydock.Images.Tests.Records;

public sealed class ImageTaggerTests : IDisposable
{
    private static readonly string s_digest = $"docker.io/library/app@sha256:{new string('a', 64)}";
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Tag_NewName_GivesTheImageBoth()
    {
        var image = _fixture.Add("app");

        ImageTagger.Tag(_fixture.Store, image, "registry.test/team/app:1");

        Assert.Equal(["app:latest", "registry.test/team/app:1"], StoredImage.Find(_fixture.Store, "app").Names.Select(n => n.ToFamiliarString()));
    }

    [Theory]
    [InlineData("App")]
    [InlineData("app:")]
    [InlineData("")]
    [InlineData("app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Tag_InvalidName_IsRefused(string name) =>
        Assert.Contains("invalid image name", Assert.Throws<ImageException>(() => ImageTagger.Tag(_fixture.Store, _fixture.Add("app"), name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Remove_OneOfTwoNames_KeepsTheImage()
    {
        var image = _fixture.Add("app");
        ImageTagger.Tag(_fixture.Store, image, "app:1");

        var removed = ImageTagger.Remove(_fixture.Store, "app:1", force: false);

        Assert.Equal(["app:1"], removed.Untagged.Select(n => n.ToFamiliarString()));
        Assert.Empty(removed.Deleted);
        Assert.Equal("app:latest", Assert.Single(StoredImage.Find(_fixture.Store, "app").Names).ToFamiliarString());
    }

    [Fact]
    public void Remove_LastName_RemovesItsRepositoryDigestsAndTheImage()
    {
        var image = _fixture.Add("app");
        _fixture.Store.Images.Write(image with { RepoDigests = [s_digest] });

        var removed = ImageTagger.Remove(_fixture.Store, "app", force: false);

        Assert.Equal(2, removed.Untagged.Count);
        Assert.Equal([image.Id], removed.Deleted);
        Assert.Empty(_fixture.Store.Images.All());
    }

    [Fact]
    public void Remove_RepositoryDigestOfANamedImage_KeepsTheName()
    {
        var image = _fixture.Add("app");
        _fixture.Store.Images.Write(image with { RepoDigests = [s_digest] });

        var removed = ImageTagger.Remove(_fixture.Store, s_digest, force: false);

        Assert.Empty(removed.Deleted);
        Assert.Empty(StoredImage.Find(_fixture.Store, "app").RepoDigests);
    }

    [Fact]
    public void Remove_IdOfImageWithSeveralNames_NeedsForce()
    {
        var image = _fixture.Add("app");
        ImageTagger.Tag(_fixture.Store, image, "app:1");

        var error = Assert.Throws<ImageException>(() => ImageTagger.Remove(_fixture.Store, image.Id.Hex[..12], force: false));
        Assert.Contains("app:1, app:latest", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _fixture.Store.Images.All().Count);

        Assert.Equal([image.Id], ImageTagger.Remove(_fixture.Store, image.Id.Hex[..12], force: true).Deleted);
        Assert.Empty(_fixture.Store.Images.All());
    }

    [Fact]
    public void Remove_UntaggedImageById_RemovesIt()
    {
        var image = _fixture.Add(null);

        Assert.Equal([image.Id], ImageTagger.Remove(_fixture.Store, image.Id.Hex, force: false).Deleted);
    }
}
