namespace Drydock.Storage;

/// <summary>Puts files of the store on disk for good.</summary>
internal static class HostSync
{
    /// <summary>Syncs one file; nothing happens when it is not there.</summary>
    public static void File(string path)
    {
        if (System.IO.File.Exists(path))
        {
            using var handle = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
    }
}
