using Drydock.Oci;

namespace Drydock.Storage.Builds;

/// <summary>
/// Records of what builds did, the latest of each context and Dockerfile. The time of a record's file
/// is when a build last came to this very result: repeating a build changes nothing but that.
/// </summary>
public sealed class BuildStore
{
    private const int KeptRecords = 16;
    private const int KeptSubjects = 128;
    private const string Extension = ".json";

    private readonly string _directory;
    private readonly TempArea _temp;

    internal BuildStore(string directory, TempArea temp) => (_directory, _temp) = (directory, temp);

    /// <summary>Notes that a build came to a recorded result again, everything from the cache.</summary>
    /// <param name="subject">What was built.</param>
    /// <param name="result">What tells this result from others: see <see cref="Write"/>.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is such a record.</returns>
    public bool TryRepeat(BuildSubject subject, Digest result, DateTimeOffset now) => RecordJson.MarkUsed(PathOf(subject, result), now);

    /// <summary>Keeps a record; the oldest of its subject make room.</summary>
    /// <param name="record">The record.</param>
    /// <param name="result">The digest of all that tells one result from another: keys of steps, image ID.</param>
    /// <param name="now">The time.</param>
    public void Write(BuildRecord record, Digest result, DateTimeOffset now)
    {
        var path = PathOf(record.Subject, result);
        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            Trim(Directory.EnumerateDirectories(_directory), KeptSubjects);
        }

        // Losing it costs an explanation.
        _temp.WriteFile(path, RecordJson.Serialize(record), durable: false);
        File.SetLastWriteTimeUtc(path, now.UtcDateTime);
        Directory.SetLastWriteTimeUtc(directory, now.UtcDateTime);
        Trim(Directory.EnumerateFiles(directory, "*" + Extension), KeptRecords);
    }

    /// <summary>The records of a context and Dockerfile, the latest first; those of the same target and platform before others.</summary>
    public IReadOnlyList<BuildRecord> Of(BuildSubject subject) =>
        [.. ReadAll(DirectoryOf(subject)).OrderByDescending(b => b.LastUtc).Select(b => b.Record).OrderByDescending(r => r.Subject == subject)];

    /// <summary>All records with the time their result was last come to, the latest first.</summary>
    public IReadOnlyList<(BuildRecord Record, DateTime LastUtc)> All() =>
        [.. Directory.EnumerateDirectories(_directory).SelectMany(ReadAll).OrderByDescending(b => b.LastUtc)];

    private static IEnumerable<(BuildRecord Record, DateTime LastUtc)> ReadAll(string directory) => Directory.Exists(directory)
        ? RecordJson.ReadAll<BuildRecord>(Directory.EnumerateFiles(directory, "*" + Extension)).Select(r => (r.Record, r.LastUsedUtc))
        : [];

    private static void Trim(IEnumerable<string> paths, int kept)
    {
        foreach (var path in paths.OrderByDescending(File.GetLastWriteTimeUtc).Skip(kept))
        {
            HostTree.Remove(path);
        }
    }

    private string DirectoryOf(BuildSubject subject) => Path.Combine(_directory, subject.FolderName);

    private string PathOf(BuildSubject subject, Digest result) =>
        Path.Combine(DirectoryOf(subject), result.Hex + Extension);
}
