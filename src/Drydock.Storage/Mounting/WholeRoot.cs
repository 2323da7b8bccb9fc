using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;

namespace Drydock.Storage.Mounting;

/// <summary>
/// Root file systems as copies: a chain of layers applied to one directory. So roots are made where overlayfs
/// cannot be used, and the lower part of chains that are longer than it takes.
/// </summary>
public static class WholeRoot
{
    private const string Marker = "whole";

    /// <summary>
    /// Whether what a container or a RUN wrote, the <c>fs/</c> of a directory, is a whole root rather than the upper
    /// directory of an overlay.
    /// </summary>
    public static bool Is(string upper) => File.Exists(Path.Combine(Path.GetDirectoryName(upper)!, Marker));

    /// <summary>Writes what turns the layers below into what was written on top of them; the caller completes the writer.</summary>
    /// <param name="upper">The path of what was written: a whole root, or an upper directory.</param>
    /// <param name="lower">The view of the layers below.</param>
    /// <param name="writer">Takes the entries.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    public static void WriteChange(string upper, RootedDirectory lower, LayerWriter writer, DiffOptions? options, CancellationToken cancellationToken)
    {
        using var root = RootedDirectory.Open(upper);
        if (Is(upper))
        {
            TreeDiff.Write(lower, root, writer, options, cancellationToken);
        }
        else
        {
            UpperDirectoryDiff.Write(root, lower, writer, options, cancellationToken);
        }
    }

    /// <summary>Notes that the <c>fs/</c> of a directory is a whole root.</summary>
    internal static void Mark(string directory) => File.WriteAllBytes(Path.Combine(directory, Marker), []);

    /// <summary>Applies layers, lowest first.</summary>
    /// <exception cref="StoreException">A layer is not in the store.</exception>
    internal static void Fill(Store store, IReadOnlyList<string> layers, RootedDirectory root)
    {
        foreach (var id in layers)
        {
            var record = store.Layers.Find(id) ?? throw new StoreException($"the store has lost layer {id}; build or pull again");
            if (record.DiffId is { } diffId)
            {
                LayerUnpacker.Apply(store.Blobs.OpenRead(diffId), diffId.ToString(), root, WhiteoutHandling.Delete);
            }
            else
            {
                Add(store, store.Layers.DirectoryOf(id), root);
            }
        }
    }

    /// <summary>Applies the upper directory of an overlay.</summary>
    internal static void Add(Store store, string upper, RootedDirectory root)
    {
        using var handle = store.Temp.CreateFile("change", out var path);
        try
        {
            using var tar = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
            using (var writer = new LayerWriter(tar))
            {
                WriteChange(upper, root, writer, null, CancellationToken.None);
                writer.Complete();
            }

            tar.Position = 0;
            LayerUnpacker.Apply(tar, upper, root, WhiteoutHandling.Delete);
        }
        finally
        {
            TempArea.Delete(path);
        }
    }

    /// <summary>The directory of the tree that layers make together; made when it is not there.</summary>
    internal static string Keep(Store store, string id, IReadOnlyList<string> layers)
    {
        if (store.Layers.Find(id) is null)
        {
            var temp = store.Temp.NewDirectory("joined");
            Directory.CreateDirectory(Path.Combine(temp, "fs"));
            using (var root = RootedDirectory.Open(Path.Combine(temp, "fs")))
            {
                Fill(store, layers, root);
            }

            store.Layers.AdoptDirectory(temp, id);
        }

        return store.Layers.DirectoryOf(id);
    }
}
