using System.Text;
using System.Text.Json.Nodes;
using Drydock.Images.Archives;
using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Layers.Compression;
using Drydock.Oci;
using Drydock.Testing;
using Drydock.Testing.Images;

namespace Drydock.Images.Tests.Archives;

/// <summary>Save and load, among ourselves and with skopeo, which must be installed.</summary>
public sealed class ImageLoaderTests : IDisposable
{
    private readonly StoreFixture _fixture = new();
    private readonly StoreFixture _other = new();

    public void Dispose()
    {
        _fixture.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(CompressionKind.None)]
    [InlineData(CompressionKind.Gzip)]
    public async Task Load_OwnArchive_GivesTheSameImagesAndNames(CompressionKind compression)
    {
        var first = _fixture.Add("app", "1");
        ImageTagger.Tag(_fixture.Store, first, "registry.test/app:2");
        var second = _fixture.Add("other", "2");

        var loaded = await LoadAsync(Save(compression, "app", "registry.test/app:2", "other"));

        Assert.Equal([first.Id, second.Id], loaded.Select(l => l.Id));
        Assert.Equal(["app:latest", "registry.test/app:2"], loaded[0].Names.Select(n => n.ToFamiliarString()));
        Assert.Equal(first.SizeBytes, StoredImage.Find(_other.Store, "app").SizeBytes);
        Assert.NotNull(_other.Store.Layers.Find(first.Layers[0].DiffId));
    }

    [Fact]
    public async Task Load_ImageSavedById_HasNoName()
    {
        var image = _fixture.Add("app");

        var loaded = await LoadAsync(Save(CompressionKind.None, image.Id.Hex[..12]));

        Assert.Empty(Assert.Single(loaded).Names);
        Assert.True(StoredImage.Find(_other.Store, image.Id.Hex).IsDangling);
    }

    [Fact]
    public void Pack_NameWithoutTag_SavesAllItsTags()
    {
        ImageTagger.Tag(_fixture.Store, _fixture.Add("app", "1"), "app:1");
        _fixture.Add("app:2", "2");

        var packed = ImageSelection.Pack(_fixture.Store, ["app"], new PackOptions { Compression = CompressionKind.None });

        Assert.Equal(["app:1", "app:2", "app:latest"], packed.SelectMany(p => p.Names).Select(n => n.ToFamiliarString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, packed.Count);
    }

    [Theory]
    [InlineData("docker-archive:{0}", "docker-archive:{0}:peer/app:9")]
    [InlineData("oci-archive:{0}:latest", "oci-archive:{0}:docker.io/peer/app:9")]
    public async Task Load_ArchiveThatSkopeoWrote_GivesTheImage(string source, string destination)
    {
        var image = _fixture.Add("app");
        await File.WriteAllBytesAsync(_fixture["own.tar"], Save(CompressionKind.None, "app"));
        var written = _fixture["peer.tar"];
        await ProcessFixture.RunAsync("skopeo", "copy", "--quiet", At(source, _fixture["own.tar"]), At(destination, written));

        var loaded = Assert.Single(await LoadAsync(await File.ReadAllBytesAsync(written)));

        Assert.Equal(image.Id, loaded.Id);
        Assert.Equal("peer/app:9", Assert.Single(loaded.Names).ToFamiliarString());
    }

    [Theory]
    [InlineData("docker-archive:{0}")]
    [InlineData("oci-archive:{0}:latest")]
    public async Task Save_Image_IsReadBySkopeo(string source)
    {
        var image = _fixture.Add("app");
        await File.WriteAllBytesAsync(_fixture["own.tar"], Save(CompressionKind.None, "app"));

        var config = await ProcessFixture.RunAsync("skopeo", "inspect", "--config", "--raw", At(source, _fixture["own.tar"]));

        Assert.Equal(image.Id, Digest.OfBytes(Encoding.UTF8.GetBytes(config)));
    }

    [Fact]
    public async Task Load_OldDockerArchiveWithLayerLinks_GivesTheImage()
    {
        var (layer, config) = Sample("hello");
        var archive = Tar(t => t.File("ab/layer.tar", layer).Symlink("cd/layer.tar", "../ab/layer.tar").File("c.json", config)
            .File("manifest.json", """[{"Config":"c.json","RepoTags":["old:1"],"Layers":["cd/layer.tar"]}]"""));

        var loaded = Assert.Single(await LoadAsync(archive));

        Assert.Equal(Digest.OfBytes(config), loaded.Id);
        Assert.Equal("old:1", Assert.Single(loaded.Names).ToFamiliarString());
    }

    [Fact]
    public async Task Load_LayerThatIsNotWhatTheConfigSays_IsRefused()
    {
        var (_, config) = Sample("hello");
        var (wrong, _) = Sample("other");
        var archive = Tar(t => t.File("l.tar", wrong).File("c.json", config).File("manifest.json", """[{"Config":"c.json","RepoTags":["bad:1"],"Layers":["l.tar"]}]"""));

        var error = await Assert.ThrowsAsync<ImageException>(() => LoadAsync(archive));

        Assert.Contains("the config says", error.Message, StringComparison.Ordinal);
        Assert.Empty(_other.Store.Images.All());
    }

    [Fact]
    public async Task Load_BlobWithOtherBytesThanItsName_IsRefused()
    {
        _fixture.Add("app", "good");
        var archive = Save(CompressionKind.None, "app");
        var at = archive.AsSpan().IndexOf("good"u8);
        archive[at] = (byte)'f';

        await Assert.ThrowsAnyAsync<IOException>(() => LoadAsync(archive));
        Assert.Empty(_other.Store.Images.All());
        Assert.Empty(_other.Store.Layers.All());
    }

    [Theory]
    [InlineData("{\"Config\":1}")]
    [InlineData("[]")]
    [InlineData("[{\"Config\":\"nothing.json\",\"Layers\":[]}]")]
    [InlineData("not json")]
    public async Task Load_DamagedManifest_IsOneMessage(string manifest) =>
        Assert.Contains("test.tar", (await Assert.ThrowsAsync<ImageException>(() => LoadAsync(Tar(t => t.File("manifest.json", manifest))))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Load_NameThatIsNone_IsRefused()
    {
        var (layer, config) = Sample("hello");
        var archive = Tar(t => t.File("l.tar", layer).File("c.json", config).File("manifest.json", """[{"Config":"c.json","RepoTags":["../../Evil"],"Layers":["l.tar"]}]"""));

        Assert.Contains("../../Evil", (await Assert.ThrowsAsync<ImageException>(() => LoadAsync(archive))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_RootFileSystem_PointsToImport() =>
        Assert.Contains("drydock import", (await Assert.ThrowsAsync<ImageException>(() => LoadAsync(Tar(t => t.File("etc/passwd", ""))))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Load_CutArchive_LeavesNothing()
    {
        _fixture.Add("app", new string('x', 20_000));
        var archive = Save(CompressionKind.None, "app");

        await Assert.ThrowsAsync<ImageException>(() => LoadAsync(archive[..9_000]));

        Assert.Empty(_other.Store.Images.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_other.Store.Paths.Temp));
    }

    private static string At(string form, string path) => form.Replace("{0}", path, StringComparison.Ordinal);

    private byte[] Save(CompressionKind compression, params string[] words)
    {
        using var output = new MemoryStream();
        OciLayoutWriter.Write(_fixture.Store, ImageSelection.Pack(_fixture.Store, words, new PackOptions { Compression = compression }), new TarSink(output), withDockerManifest: true);
        return output.ToArray();
    }

    private Task<IReadOnlyList<LoadedImage>> LoadAsync(byte[] archive) =>
        new ImageLoader(_other.Store, _ => { }).LoadAsync(new MemoryStream(archive), "test.tar", Platform.Host, CancellationToken.None);

    private static (byte[] Layer, byte[] Config) Sample(string content)
    {
        var layer = Tar(t => t.File("file", content));
        var config = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(Digest.OfBytes(layer).ToString()) },
        };
        return (layer, Encoding.UTF8.GetBytes(config.ToJsonString()));
    }

    private static byte[] Tar(Action<LayerTar> fill)
    {
        using var tar = new LayerTar();
        fill(tar);
        return tar.ToArray();
    }
}
