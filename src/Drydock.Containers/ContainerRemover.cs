using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers;

/// <summary>Removes containers.</summary>
public sealed class ContainerRemover(Store store)
{
    /// <summary>Removes a container that does not run.</summary>
    /// <param name="record">The container.</param>
    /// <param name="volumes">Whether the volumes that were made for it alone go too.</param>
    /// <exception cref="ContainerException">It runs.</exception>
    public void Remove(ContainerRecord record, bool volumes)
    {
        using var held = store.Containers.TryLock(record.Id)
            ?? throw new ContainerException($"cannot remove container \"{record.Name}\": container is running: stop the container before removing or force remove");
        RemoveLocked(record, volumes);
    }

    /// <summary>As <see cref="Remove"/>; the caller holds the lock.</summary>
    internal void RemoveLocked(ContainerRecord record, bool volumes)
    {
        // The container last: whatever ends this before, it can be removed again, and only it knows its volumes.
        foreach (var mount in volumes ? record.Settings.Mounts.Where(mount => mount.Anonymous) : [])
        {
            store.Volumes.Delete(mount.Source);
        }

        store.Containers.Delete(record.Id);
    }
}
