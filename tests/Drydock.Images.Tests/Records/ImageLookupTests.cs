using Drydock.Images.Records;
using Drydock.Images.Tests.Support;

namespace Drydock.Images.Tests.Records;

public sealed class ImageLookupTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("app")]
    [InlineData("app:latest")]
    [InlineData("docker.io/library/app")]
    public void Find_Name_FindsItInEveryForm(string word)
    {
        var image = _fixture.Add("app");

        Assert.Equal(image.Id, ImageLookup.Find(_fixture.Store, word).Id);
    }

    [Fact]
    public void Find_Id_FindsItByAnyBeginning()
    {
        var image = _fixture.Add("app");

        Assert.Equal(image.Id, ImageLookup.Find(_fixture.Store, image.Id.ToString()).Id);
        Assert.Equal(image.Id, ImageLookup.Find(_fixture.Store, image.Id.Hex[..4]).Id);
    }

    [Fact]
    public void Find_RepositoryDigest_FindsTheImageOfThatRepositoryOnly()
    {
        var image = _fixture.Add("app");
        var digest = $"sha256:{new string('a', 64)}";
        _fixture.Store.Images.Write(image with { RepoDigests = [$"docker.io/library/app@{digest}"] });

        Assert.Equal(image.Id, ImageLookup.Find(_fixture.Store, $"app@{digest}").Id);
        Assert.Null(ImageLookup.TryFind(_fixture.Store, $"other@{digest}"));
    }

    [Fact]
    public void Find_NameThatLooksLikeAnId_IsTheName()
    {
        var image = _fixture.Add("app");
        var other = _fixture.Add(image.Id.Hex[..4], "other");

        Assert.Equal(other.Id, ImageLookup.Find(_fixture.Store, image.Id.Hex[..4]).Id);
    }

    [Fact]
    public void Find_BeginningOfSeveralIds_AsksForMoreDigits()
    {
        for (var i = 0; i < 17; i++)
        {
            _fixture.Add(null, $"content {i}");
        }

        // Of 17 images two begin with the same digit.
        var digit = _fixture.Store.Images.All().GroupBy(i => i.Id.Hex[..1]).First(g => g.Count() > 1).Key;

        Assert.Contains("more digits", Assert.Throws<ImageException>(() => ImageLookup.Find(_fixture.Store, digit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Nothing_SaysSo() =>
        Assert.StartsWith("No such image: app", Assert.Throws<ImageException>(() => ImageLookup.Find(_fixture.Store, "app")).Message, StringComparison.Ordinal);
}
