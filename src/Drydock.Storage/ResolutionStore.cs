using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>What a reference meant when a registry was last asked; manifest and config are blobs of the store.</summary>
public sealed record Resolution
{
    /// <summary>The full reference.</summary>
    public required string Reference { get; init; }

    /// <summary>The platform it was resolved for.</summary>
    public required string Platform { get; init; }

    /// <summary>The digest of the manifest or index the reference stands for.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The digest of the platform's manifest.</summary>
    public required Digest Manifest { get; init; }

    /// <summary>The digest of the config: the image ID.</summary>
    public required Digest Config { get; init; }

    /// <summary>When the registry was asked, RFC 3339.</summary>
    public required string Resolved { get; init; }
}

/// <summary>
/// Remembered resolutions of base images: a build asks a registry once for a tag, and again only
/// with <c>--pull</c>. So a build without changes needs no network.
/// </summary>
public sealed class ResolutionStore
{
    private readonly string _directory;
    private readonly TempArea _temp;

    internal ResolutionStore(string directory, TempArea temp) => (_directory, _temp) = (directory, temp);

    /// <summary>What is remembered, or null.</summary>
    public Resolution? Find(string reference, string platform) => RecordJson.Read<Resolution>(PathOf(reference, platform));

    /// <summary>Remembers a resolution; its manifest and config are in the store already.</summary>
    public void Write(Resolution resolution) =>
        _temp.WriteFile(PathOf(resolution.Reference, resolution.Platform), RecordJson.Serialize(resolution));

    /// <summary>Notes that one was of use, so that pruning by age keeps it.</summary>
    public void MarkUsed(Resolution resolution, DateTimeOffset now) =>
        RecordJson.MarkUsed(PathOf(resolution.Reference, resolution.Platform), now);

    /// <summary>Forgets one.</summary>
    public void Delete(Resolution resolution) => File.Delete(PathOf(resolution.Reference, resolution.Platform));

    /// <summary>All of them with the time of their last use, in no particular order.</summary>
    public IEnumerable<(Resolution Resolution, DateTime LastUsedUtc)> All() =>
        RecordJson.ReadAll<Resolution>(Directory.EnumerateFiles(_directory)).Select(r => (r.Record, r.LastUsedUtc));

    internal string PathOf(string reference, string platform) =>
        StorePaths.ForName(_directory, $"{reference}\n{platform}");
}
