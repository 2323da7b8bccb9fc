using Drydock.Layers;
using Drydock.Layers.Erofs;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Mounts;

namespace Drydock.Storage.Mounting;

/// <summary>What of <see cref="SnapshotRung"/> works in a store, found by trying there.</summary>
/// <param name="Rung">The best that works.</param>
/// <param name="Missing">Why not better; null when nothing is better.</param>
public sealed record SnapshotProbe(SnapshotRung Rung, string? Missing)
{
    /// <summary>Mounts an overlay and an index in the store's own directory, and unmounts them.</summary>
    /// <exception cref="LinuxException">No mount namespace can be made: that takes root (CAP_SYS_ADMIN).</exception>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public static SnapshotProbe Run(Store store)
    {
        SnapshotProbe? found = null;
        PrivateMounts.Run(() =>
        {
            var overlay = MountProbe.WhyNoOverlay(store.Paths.Temp);
            var index = overlay is null ? WhyNoIndex(store) : null;
            found = overlay is not null ? new SnapshotProbe(SnapshotRung.Copies, overlay)
                : index is not null ? new SnapshotProbe(SnapshotRung.Directories, index)
                : new SnapshotProbe(SnapshotRung.Erofs, null);
        });
        return found!;
    }

    /// <summary>
    /// Why overlayfs cannot have an upper directory in the store; null when it can. The file systems that are known
    /// to be good are not tried. The caller is in a mount namespace of its own.
    /// </summary>
    internal static string? WhyNoOverlay(Store store) =>
        FileSystemStatus.Of(store.Paths.Root).TypeName is "ext4" or "xfs" or "btrfs" or "tmpfs" ? null : MountProbe.WhyNoOverlay(store.Paths.Temp);

    private static string? WhyNoIndex(Store store)
    {
        var folder = store.Temp.NewDirectory("probe");
        try
        {
            var (tar, index, target) = (Path.Combine(folder, "tar"), Path.Combine(folder, "index"), Path.Combine(folder, "mounted"));
            Directory.CreateDirectory(target);
            WriteLayer(tar, index);
            ErofsMount.Mount(index, [tar], target);
            try
            {
                return File.ReadAllText(Path.Combine(target, "file")) == "content" ? null : "a mounted index does not show the layer's files";
            }
            finally
            {
                Mount.Unmount(target);
            }
        }
        catch (LinuxException e) when (e.IsNotMountable)
        {
            return $"EROFS cannot be mounted from files in the store, which takes Linux 6.12 and a disk's file system: {e.Message}";
        }
        finally
        {
            TempArea.Delete(folder);
        }
    }

    private static void WriteLayer(string tar, string index)
    {
        var builder = new ErofsIndexBuilder(null);
        long bytes;
        using (var output = File.Create(tar))
        using (var writer = new LayerWriter(output, builder))
        {
            var content = "content"u8.ToArray();
            var entry = new LayerEntry { Path = UnixPath.FromText("file"), Type = LayerEntryType.Regular, Mode = 0b110_100_100, Size = content.Length };
            writer.Add(entry, new MemoryStream(content));
            bytes = writer.Complete().TarBytes;
        }

        using var stream = File.Create(index);
        builder.Write(stream, bytes);
    }
}
