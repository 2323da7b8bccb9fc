using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Tests;

/// <summary>A store with one container, where it is always noon.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("drydock-containers-").FullName;

    public StoreFolder()
    {
        Store = Store.Open(Path.Join(_folder, "store"), new Noon());
        Store.Containers.Create(new ContainerRecord
        {
            Id = Id,
            Name = "one",
            Image = "image",
            ImageId = Digest.OfBytes([]),
            Layers = [],
            Created = "2025-01-01T00:00:00Z",
            Settings = new ContainerSettings { Hostname = "host" },
        });
    }

    public static string Id { get; } = new('a', 64);

    public Store Store { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);
    }
}
