using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Compares copies of a layer's hot files with its tar.</summary>
internal static class HotCheck
{
    /// <summary>The first difference in a few words; null when there is none.</summary>
    public static string? Difference(CheckRun run, Digest diffId, string folder)
    {
        try
        {
            using var copy = RootedDirectory.Open(folder);
            using var tar = run.Store.Blobs.OpenRead(diffId);
            return PartialDiff.Find(copy, tar, run.Cancellation);
        }
        catch (LayerException e)
        {
            return e.Message;
        }
    }
}
