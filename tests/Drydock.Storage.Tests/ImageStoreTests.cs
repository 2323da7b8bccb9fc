namespace Drydock.Storage.Tests;

public sealed class ImageStoreTests : IDisposable
{
    private const string Name = "docker.io/library/app:latest";
    private readonly StoreFixture _fixture = new();

    private ImageStore Images => _fixture.Store.Images;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Write_Name_IsFoundWithAllItsFields()
    {
        var record = _fixture.Image(Name, _fixture.AddLayer("a")) with
        {
            Origin = "docker.io/library/app:latest", Manifest = StoreFixture.DigestOf("m"), RepoDigests = ["docker.io/library/app@sha256:x"],
        };
        Images.Write(record);

        var found = Images.Find(Name)!;

        Assert.Equivalent(record, found, strict: true);
        Assert.Null(Images.Find("docker.io/library/app:other"));
    }

    [Fact]
    public void Write_NameMovesToAnotherImage_KeepsTheFirstUntagged()
    {
        var first = _fixture.Image(Name, _fixture.AddLayer("a"));
        var second = _fixture.Image(Name, _fixture.AddLayer("b"));
        Images.Write(first);

        Images.Write(second);

        Assert.Equal(second.Id, Images.Find(Name)!.Id);
        Assert.Equal([null, Name], Images.All().Select(r => r.Name).Order(StringComparer.Ordinal));
        Assert.Equal(first.Id, Images.All().Single(r => r.Name is null).Id);
    }

    [Fact]
    public void Write_NameMovesButImageHasAnother_LeavesNoUntaggedOne()
    {
        var first = _fixture.Image(Name, _fixture.AddLayer("a"));
        Images.Write(first);
        Images.Write(first with { Name = "docker.io/library/app:1" });

        Images.Write(_fixture.Image(Name, _fixture.AddLayer("b")));

        Assert.DoesNotContain(Images.All(), r => r.Name is null);
    }

    [Fact]
    public void Remove_LastOfItsNamesAfterAnotherMoved_LeavesNothingOfTheImage()
    {
        var first = _fixture.Image(Name, _fixture.AddLayer("a"));
        var other = first with { Name = "docker.io/library/app:1" };
        var second = _fixture.Image(Name, _fixture.AddLayer("b"));
        Images.Write(first);
        Images.Write(other);
        Images.Write(second);

        Images.Remove(other);

        Assert.Equal(second.Id, Assert.Single(Images.All()).Id);
    }

    [Fact]
    public void Write_BothNamesMove_KeepsTheImageUntagged()
    {
        var first = _fixture.Image(Name, _fixture.AddLayer("a"));
        var second = _fixture.Image(Name, _fixture.AddLayer("b"));
        Images.Write(first);
        Images.Write(first with { Name = "docker.io/library/app:1" });

        Images.Write(second);
        Images.Write(second with { Name = "docker.io/library/app:1" });

        Assert.Equal(first.Id, Assert.Single(Images.All(), r => r.Name is null).Id);
    }

    [Fact]
    public void Write_UntaggedImageGetsAName_IsNotUntaggedAnyMore()
    {
        var image = _fixture.Image(null, _fixture.AddLayer("a"));
        Images.Write(image);

        Images.Write(image with { Name = Name });

        Assert.Equal(Name, Assert.Single(Images.All()).Name);
    }

    [Fact]
    public void Remove_Record_SaysWhetherItWasThere()
    {
        var image = _fixture.Image(Name, _fixture.AddLayer("a"));
        Images.Write(image);

        Assert.True(Images.Remove(image));
        Assert.False(Images.Remove(image));
        Assert.Empty(Images.All());
    }

    [Fact]
    public void FindByIdPrefix_BeginningOfId_FindsItsRecords()
    {
        var image = _fixture.Image(Name, _fixture.AddLayer("a"));
        Images.Write(image);
        Images.Write(image with { Name = "docker.io/library/app:1" });

        Assert.Equal(2, Images.FindByIdPrefix(image.Id.Hex[..6]).Count);
        Assert.Empty(Images.FindByIdPrefix("zz"));
    }

    [Fact]
    public void All_DamagedRecord_IsPassedOver()
    {
        Images.Write(_fixture.Image(Name, _fixture.AddLayer("a")));
        File.WriteAllText(Path.Combine(_fixture.Store.Paths.Images, "cut"), "{\"name\":");

        Assert.Single(Images.All());
    }
}
