using Drydock.Images.Archives;
using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Images.Transfer;
using Drydock.Layers.Compression;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;
using Drydock.Testing;
using Drydock.Testing.Images;

namespace Drydock.Images.Tests.Transfer;

/// <summary>Images that were pushed or pulled before keep their digests (docker-registry must be installed).</summary>
public sealed class PushAgainTests : RegistryScene
{
    [Fact]
    public async Task Push_WithoutAChange_AsksOneQuestion()
    {
        await using var proxy = new FaultProxy(Registry.Host);
        var name = $"{proxy.Host}/app:1";
        Fixture.Add(name);
        var first = await PushAsync(name);
        var before = proxy.Requests.Count();
        var news = new List<TransferNews>();

        var second = await PushAsync(name, news.Add);

        Assert.Equal(first, second);
        Assert.Equal(["HEAD /v2/app/manifests/1"], proxy.Requests.Skip(before).Select(r => $"{r.Method} {r.Target}"));
        Assert.Equal(TransferState.Exists, Assert.Single(news).State);
    }

    [Fact]
    public async Task Push_AfterTheTagMovedAtTheRegistry_BringsItBack()
    {
        using var other = new StoreFixture();
        var name = $"{Registry.Host}/app:1";
        Fixture.Add(name);
        other.Add(name, "other");
        var first = await PushAsync(name);
        await new ImagePusher(other.Store, Client, new PackOptions(), Ignore).PushAsync(other.Store.Images.Find(name)!, Reference.Parse(name), CancellationToken.None);

        Assert.Equal(first, await PushAsync(name));
        Assert.Equal(first.Digest, (await Client.ResolveAsync(Reference.Parse(name))).Descriptor.Digest);
    }

    [Fact]
    public async Task Push_WithAnnotationsAskedFor_IsAChange()
    {
        var name = $"{Registry.Host}/app:1";
        Fixture.Add(name);
        var plain = await PushAsync(name);
        var options = new PackOptions { Annotations = [new ImageAnnotation(AnnotationPlace.Manifest, null, "key", "value")] };

        var annotated = await new ImagePusher(Fixture.Store, Client, options, Ignore).PushAsync(Fixture.Store.Images.Find(name)!, Reference.Parse(name), CancellationToken.None);

        Assert.NotEqual(plain.Digest, annotated.Digest);
    }

    [Theory]
    [InlineData(MediaTypes.OciManifest, MediaTypes.OciLayer)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.OciLayerGzip)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.OciLayerZstd)]
    [InlineData(MediaTypes.DockerManifest, MediaTypes.DockerLayer)]
    [InlineData(MediaTypes.DockerManifest, MediaTypes.DockerLayerGzip)]
    public async Task Push_PulledImageToAnotherRegistry_KeepsItsDigest(string manifestType, string layerType)
    {
        using var elsewhere = await LocalRegistry.StartAsync();
        var made = await MakeAsync(manifestType, layerType);
        await PullAndTagAsync($"{elsewhere.Host}/app:1");

        Assert.Equal(made, await PushAsync($"{elsewhere.Host}/app:1"));
    }

    [Fact]
    public async Task Push_ImageOfAnArchive_IsCompressed()
    {
        var name = $"{Registry.Host}/app:1";
        Other.Add(name);
        using var archive = new MemoryStream();
        OciLayoutWriter.Write(Other.Store, ImageSelection.Pack(Other.Store, [name], new PackOptions { Compression = CompressionKind.None }), new TarSink(archive), withDockerManifest: true);
        archive.Position = 0;
        await new ImageLoader(Fixture.Store, Ignore).LoadAsync(archive, "test.tar", null, CancellationToken.None);

        var pushed = await PushAsync(name);

        var manifest = await Client.ResolveAsync(Reference.Parse($"{Registry.Host}/app@{pushed.Digest}"));
        Assert.Equal(MediaTypes.OciLayerGzip, Assert.Single(manifest.AsManifest().Layers).MediaType);
    }

    [Fact]
    public async Task Push_PulledImageWhoseRegistryIsGone_IsTheSameImageCompressedAnew()
    {
        using var elsewhere = await LocalRegistry.StartAsync();
        var made = await MakeAsync(MediaTypes.OciManifest, MediaTypes.OciLayerZstd);
        ImageRecord pulled;
        await using (var proxy = new FaultProxy(Registry.Host))
        {
            pulled = await PullAndTagAsync($"{elsewhere.Host}/app:1", proxy.Host);
        }

        var pushed = await PushAsync($"{elsewhere.Host}/app:1");

        Assert.NotEqual(made.Digest, pushed.Digest);
        var manifest = await Client.ResolveAsync(Reference.Parse($"{elsewhere.Host}/app@{pushed.Digest}"));
        Assert.Equal(pulled.Id, manifest.AsManifest().Config.Digest);
    }

    /// <summary>An image at the registry, with a layer compressed otherwise than we would.</summary>
    private async Task<Descriptor> MakeAsync(string manifestType, string layerType)
    {
        using var tar = new LayerTar().File("file", new string('x', 10_000));
        var (plain, packed) = (tar.ToArray(), tar.ToArray());
        if (layerType.EndsWith("gzip", StringComparison.Ordinal) || layerType.EndsWith("zstd", StringComparison.Ordinal))
        {
            var output = new MemoryStream();
            using var compressor = Compressor.Open(output, layerType.EndsWith("gzip", StringComparison.Ordinal) ? CompressionKind.Gzip : CompressionKind.Zstd, 1);
            compressor.Write(plain);
            compressor.Complete();
            packed = output.ToArray();
        }

        var config = OciJson.Serialize(new ImageConfig { Architecture = Platform.Host.Architecture, Os = "linux", RootFs = new RootFs { DiffIds = [Digest.OfBytes(plain)] } });
        var manifest = new Manifest
        {
            MediaType = manifestType,
            Config = Descriptor.Of(manifestType == MediaTypes.OciManifest ? MediaTypes.OciConfig : MediaTypes.DockerConfig, config),
            Layers = [Descriptor.Of(layerType, packed)],
        };
        var repository = new RepositoryName(Registry.Host, "app");
        await Client.PushBlobAsync(repository, manifest.Config, () => new MemoryStream(config));
        await Client.PushBlobAsync(repository, manifest.Layers[0], () => new MemoryStream(packed));
        return await Client.PushManifestAsync(repository, "1", manifestType, OciJson.Serialize(manifest));
    }

    private async Task<ImageRecord> PullAndTagAsync(string name, string? host = null)
    {
        var pulled = await new ImagePuller(Fixture.Store, Client, Ignore).PullAsync(Reference.Parse($"{host ?? Registry.Host}/app:1"), Platform.Host, CancellationToken.None);
        ImageTagger.Tag(Fixture.Store, pulled.Image, name);
        return pulled.Image;
    }

    private Task<Descriptor> PushAsync(string name, Action<TransferNews>? note = null) =>
        new ImagePusher(Fixture.Store, Client, new PackOptions(), note ?? Ignore).PushAsync(Fixture.Store.Images.Find(name)!, Reference.Parse(name), CancellationToken.None);
}
