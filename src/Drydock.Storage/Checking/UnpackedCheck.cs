using System.Globalization;
using System.Security.Cryptography;
using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Storage.Checking;

/// <summary>Compares an unpacked layer with what its tar unpacks to.</summary>
internal static class UnpackedCheck
{
    private const int ReadOnlyFileSystem = 30;

    /// <summary>The first difference in a few words; null when there is none, or nothing can be unpacked to compare with.</summary>
    public static string? Difference(CheckRun run, Digest diffId, string directory)
    {
        try
        {
            return Compare(run, diffId, directory);
        }
        catch (IOException e) when (e.HResult == ReadOnlyFileSystem)
        {
            return null;
        }
    }

    private static string? Compare(CheckRun run, Digest diffId, string directory)
    {
        var fresh = run.Store.Temp.NewDirectory("unpack");
        try
        {
            using var expected = RootedDirectory.Open(fresh);
            using (var reader = new TarReader(run.Store.Blobs.OpenRead(diffId)))
            {
                LayerExtractor.Apply(reader, expected, new ApplyOptions(), run.Cancellation);
            }

            using var actual = RootedDirectory.Open(directory);
            return Compare(FilesOf(expected, run.Cancellation), FilesOf(actual, run.Cancellation));
        }
        finally
        {
            TempArea.Delete(fresh);
        }
    }

    private static string? Compare(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        foreach (var (path, facts) in expected)
        {
            if (!actual.TryGetValue(path, out var found))
            {
                return $"{path} is missing";
            }

            if (found != facts)
            {
                return $"{path} differs";
            }
        }

        return actual.Keys.FirstOrDefault(path => !expected.ContainsKey(path)) is { } extra ? $"{extra} is not in the tar" : null;
    }

    private static SortedDictionary<string, string> FilesOf(RootedDirectory root, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            files[entry.Path.ToString()] = FactsOf(root, entry);
            return WalkAction.Continue;
        });
        return files;
    }

    private static string FactsOf(RootedDirectory root, in WalkEntry entry)
    {
        if (entry.Status.IsWhiteout || TreeEntries.Describe(root, entry.Path) is not { } file)
        {
            // Of a deletion nothing else counts.
            return entry.Status.Type.ToString();
        }

        var xattrs = string.Join(',', file.Xattrs.Select(x => $"{Convert.ToHexString(x.Name)}={Convert.ToHexString(x.Value)}"));
        var content = file.Type == LayerEntryType.Regular ? HashOf(root, entry.Path) : Convert.ToHexString(file.LinkTarget.Span);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Type} {file.Mode} {file.Uid} {file.Gid} {file.MtimeSeconds}.{file.MtimeNanoseconds} {file.DevMajor}:{file.DevMinor} {entry.Status.LinkCount} {xattrs} {content}");
    }

    private static string HashOf(RootedDirectory root, UnixPath path)
    {
        using var stream = root.OpenRead(path, followSymlink: false);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
