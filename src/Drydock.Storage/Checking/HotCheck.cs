using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Compares copies of a layer's hot files with its tar, which is read once for all of them.</summary>
internal static class HotCheck
{
    /// <summary>The folders that differ, each with the first difference in a few words.</summary>
    public static IReadOnlyList<(string Folder, string Difference)> Differences(CheckRun run, Digest diffId, IReadOnlyList<string> folders)
    {
        var differences = new List<(string, string)>();
        if (folders.Count == 0)
        {
            return differences;
        }

        using var tar = run.Store.Blobs.OpenRead(diffId);
        var layer = new PartialDiff(tar, run.Cancellation);
        foreach (var folder in folders)
        {
            if (Difference(layer, folder, run.Cancellation) is { } difference)
            {
                differences.Add((folder, difference));
            }
        }

        return differences;
    }

    private static string? Difference(PartialDiff layer, string folder, CancellationToken cancellationToken)
    {
        try
        {
            using var copy = RootedDirectory.Open(folder);
            return layer.Find(copy, cancellationToken);
        }
        catch (LayerException e)
        {
            return e.Message;
        }
    }
}
