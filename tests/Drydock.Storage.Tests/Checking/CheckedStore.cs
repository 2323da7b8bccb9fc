using Drydock.Layers.Apply;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage.Checking;

namespace Drydock.Storage.Tests.Checking;

/// <summary>A store with an image that stays whole and one that is damaged, each with a layer and a cached step.</summary>
public sealed class CheckedStore : IDisposable
{
    public const string Kept = "docker.io/library/kept:latest";
    public const string Victim = "docker.io/library/victim:latest";

    private readonly StoreFixture _fixture = new();

    public CheckedStore()
    {
        AddImage(Kept, "kept");
        Layer = AddImage(Victim, "victim");
        Run = AddRun();
    }

    public Store Store => _fixture.Store;

    public string Root => _fixture.Root;

    /// <summary>The layer of the victim.</summary>
    public LayerRecord Layer { get; }

    /// <summary>What a RUN left that is in no image.</summary>
    public LayerRecord Run { get; }

    public Digest DiffId => Layer.DiffId!.Value;

    public string Tar => Store.Blobs.PathOf(DiffId);

    public string LayerFile(string name) => Path.Combine(Store.Paths.Layers, Layer.Id, name);

    public string ImageFile(string name) => Path.Combine(Store.Paths.Images, StoreFixture.DigestOf(name).Hex);

    public string CacheFile(string key) => Path.Combine(Store.Paths.Cache, StoreFixture.DigestOf(key).Hex[..2], StoreFixture.DigestOf(key).Hex);

    public StoreReport Examine() => StoreCheck.Examine(Store, CancellationToken.None);

    public StoreReport Repair() => StoreCheck.Repair(Store, CancellationToken.None);

    /// <summary>An image of one layer, as a build records it.</summary>
    public LayerRecord AddImage(string name, string content)
    {
        var layer = _fixture.AddLayer(content);
        Store.Images.Write(_fixture.Image(name, layer) with { Id = Config(layer.DiffId!.Value), Origin = "build" });
        Store.Cache.Write(StoreFixture.DigestOf(name), new CacheRecord { Layer = layer.Id, Created = "", Ingredients = [] });
        return layer;
    }

    /// <summary>The config of an image with these layers.</summary>
    public Digest Config(params Digest[] diffIds) => Store.Blobs.WriteDocument(OciJson.Serialize(new ImageConfig
    {
        Architecture = "amd64",
        Os = "linux",
        RootFs = new RootFs { DiffIds = diffIds },
        History = [.. diffIds.Select(d => new HistoryEntry { CreatedBy = $"COPY {d.ShortHex}" })],
    }));

    /// <summary>Keeps the victim's layer compressed, too.</summary>
    public void AddCompressedBlob()
    {
        using var handle = Store.Temp.CreateFile("blob", out var path);
        using var file = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        using var compressor = Compressor.Open(file, CompressionKind.Gzip, null);
        using (var tar = Store.Blobs.OpenRead(DiffId))
        {
            tar.CopyTo(compressor);
        }

        var blob = compressor.Complete();
        file.Flush();
        Store.Blobs.Adopt(path, blob.Digest);
        Store.Layers.RecordBlob(DiffId, new Descriptor { MediaType = MediaTypes.OciLayerGzip, Digest = blob.Digest, Size = blob.Size });
    }

    /// <summary>Gives the victim a statement.</summary>
    public Digest AddStatement()
    {
        var statement = Store.Blobs.WriteDocument("{\"a\":1}"u8.ToArray());
        Store.Images.Write(Store.Images.Find(Victim)! with { Attestations = [new(Platform.Parse("linux/amd64"), "https://slsa.dev/provenance/v1", statement)] });
        return statement;
    }

    /// <summary>Unpacks the victim's layer beside its index.</summary>
    public void Unpack() => Store.Layers.AdoptUnpacked(Layer.Id, UnpackToTemp());

    /// <summary>Copies the only file of the victim's layer as one that is read much.</summary>
    public void KeepHot()
    {
        var (tree, directory) = (UnpackToTemp(), Store.Temp.NewDirectory("hot"));
        using (var from = RootedDirectory.Open(tree))
        using (var to = RootedDirectory.Open(directory))
        {
            PartialCopy.Copy(from, to, [UnixPath.FromText("file")], CancellationToken.None);
        }

        Store.Layers.AdoptHot(Layer.Id, [], directory);
        TempArea.Delete(tree);
    }

    private string UnpackToTemp()
    {
        var directory = Store.Temp.NewDirectory("unpack");
        using var root = RootedDirectory.Open(directory);
        using var reader = new TarReader(Store.Blobs.OpenRead(DiffId));
        LayerExtractor.Apply(reader, root, new ApplyOptions());
        return directory;
    }

    /// <summary>Changes one byte.</summary>
    public static void Flip(string path, int position = 600)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[position] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    public void Dispose() => _fixture.Dispose();

    private LayerRecord AddRun()
    {
        var directory = Store.Temp.NewDirectory("run");
        Directory.CreateDirectory(Path.Combine(directory, "fs"));
        var run = Store.Layers.AdoptDirectory(directory);
        Store.Cache.Write(StoreFixture.DigestOf("run"), new CacheRecord { Layer = run.Id, Created = "", Ingredients = [] });
        return run;
    }
}
