using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Tests;

public sealed class ContainerStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private Store Store => _folder.Store;

    private static string Id => StoreFolder.Id;

    [Fact]
    public void Find_RunningButNobodyHoldsTheLock_IsShownAsKilled()
    {
        Store.Containers.Write(Store.Containers.Find(Id)! with { State = new ContainerState { Status = ContainerStatus.Running, Started = "2025-01-01T00:00:00Z" } });
        Assert.Equal((ContainerStatus.Exited, 137), (Store.Containers.Find(Id)!.State.Status, Store.Containers.Find(Id)!.State.ExitCode));
        using var running = Store.Containers.TryLock(Id);
        Assert.Equal(ContainerStatus.Running, Store.Containers.Find(Id)!.State.Status);
    }

    [Fact]
    public void Create_NameInUse_SaysByWhom()
    {
        var twin = Store.Containers.Find(Id)! with { Id = new string('b', 64) };
        Assert.Contains(Id, Assert.Throws<StoreException>(() => Store.Containers.Create(twin)).Message, StringComparison.Ordinal);
        Assert.Equal([Digest.OfBytes([]).Hex], Store.ContainerLayers());
    }

    [Fact]
    public void Find_Words_NamesIdsAndBeginnings()
    {
        Store.Containers.Create(Store.Containers.Find(Id)! with { Id = "ab" + new string('c', 62), Name = "other" });
        Assert.Equal("other", ContainerLookup.Find(Store, "ab").Name);
        Assert.Equal("other", ContainerLookup.Find(Store, "/other").Name);
        Assert.Equal(Id, ContainerLookup.Find(Store, "aaa").Id);
        Assert.Contains("No such container", Assert.Throws<ContainerException>(() => ContainerLookup.Find(Store, "none")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
