using Drydock.Images.Importing;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Testing;
using Drydock.Testing.Images;

namespace Drydock.Images.Tests.Support;

/// <summary>A store of its own, on disk, with images made in it.</summary>
public sealed class StoreFixture : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.OnDisk();

    public StoreFixture() => Store = Store.Open(this["store"], Time);

    public ManualTime Time { get; } = new();

    public Store Store { get; }

    public string this[string name] => _directory[name];

    /// <summary>An image with one file, made a minute after the one before.</summary>
    public ImageRecord Add(string? name, string content = "hello", StringMap? labels = null)
    {
        Time.Now += TimeSpan.FromMinutes(1);
        using var tar = new LayerTar().File("file", content);
        var layer = RootFsImporter.ImportLayer(Store, new MemoryStream(tar.ToArray()), "test", CancellationToken.None);
        var config = new ImageConfig
        {
            Architecture = Platform.Host.Architecture,
            Os = "linux",
            RootFs = new RootFs { DiffIds = [] },
            Config = new ContainerConfig { Labels = labels },
        };
        return RootFsImporter.CreateImage(Store, layer, config, "test", name is null ? null : Reference.Parse(name).WithDefaultTag());
    }

    public void Dispose() => _directory.Dispose();
}
