using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>What an entry of the build cache is.</summary>
public enum CacheEntryKind
{
    /// <summary>The result of a step.</summary>
    Step,

    /// <summary>A directory of <c>RUN --mount=type=cache</c>.</summary>
    Mount,

    /// <summary>What a RUN left that failed.</summary>
    FailedStep,
}

/// <summary>One entry of the build cache.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The digest of a step's key in hexadecimal, or the name of a mount's directory.</param>
/// <param name="Created">When it was made.</param>
/// <param name="LastUsed">When it was last of use.</param>
/// <param name="Bytes">What its files take, those that other entries or images have too included.</param>
/// <param name="IsShared">Whether an image or container has files of it.</param>
public sealed record CacheEntry(CacheEntryKind Kind, string Id, DateTimeOffset Created, DateTimeOffset LastUsed, long Bytes, bool IsShared)
{
    /// <summary>The cache key; null for what is no step.</summary>
    public Digest? Key { get; init; }

    /// <summary>In a word, what it is of: <c>run</c>, <c>copy</c>, <c>cache mount</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Names of the blobs and layer trees that only cache entries have.</summary>
    internal IReadOnlyList<string> Units { get; init; } = [];
}

/// <summary>
/// The build cache entry by entry, with the bytes that removing entries gives back. Bytes that images or
/// containers have too do not count: they stay.
/// </summary>
public sealed class CacheLedger
{
    private const string FailedUnit = "failed";

    private readonly Dictionary<string, (long Bytes, int Entries)> _units = [];

    private CacheLedger()
    {
    }

    /// <summary>All entries, those longest unused first.</summary>
    public IReadOnlyList<CacheEntry> Entries { get; private set; } = [];

    /// <summary>The bytes that the remaining entries take and nothing else does.</summary>
    public long Bytes { get; private set; }

    /// <summary>Opens the ledger of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="kept">Which images stay.</param>
    public static CacheLedger Open(Store store, LiveRecords? kept = null)
    {
        var ledger = new CacheLedger();
        var collector = new GarbageCollector(store);
        var others = collector.Mark((kept ?? new LiveRecords()) with { Cache = static _ => false, FailedStep = false });
        var entries = new List<CacheEntry>();
        foreach (var (key, record, lastUsed) in store.Cache.All())
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            collector.MarkRecord(names, record);
            var units = names.Where(n => !others.Contains(n)).ToList();
            var bytes = names.Sum(collector.SizeOf);
            var created = OciTime.TryParse(record.Created, out var time) ? time : lastUsed;
            var kind = record.Ingredients.FirstOrDefault(i => i.Name == "kind")?.Value ?? "step";
            ledger.Add(entries, new CacheEntry(CacheEntryKind.Step, key.Hex, created, lastUsed, bytes, IsShared: units.Count < names.Count) { Key = key, Description = kind, Units = units }, collector.SizeOf);
        }

        foreach (var (name, made) in store.CacheMounts.All())
        {
            var bytes = store.CacheMounts.SizeOf(name);
            ledger.Add(entries, new CacheEntry(CacheEntryKind.Mount, name, made, made, bytes, IsShared: false) { Description = "cache mount", Units = ["mount:" + name] }, _ => bytes);
        }

        if (store.FailedSteps.Find() is { } failed)
        {
            var below = new HashSet<string>(StringComparer.Ordinal);
            collector.MarkFailedStep(below);
            var bytes = store.FailedSteps.SizeBytes();
            var time = OciTime.TryParse(failed.Step.Failed, out var known) ? known : DateTimeOffset.UnixEpoch;
            var entry = new CacheEntry(CacheEntryKind.FailedStep, FailedUnit, time, time, bytes, IsShared: false)
            {
                Description = $"failed {failed.Step.Name}",
                Units = [FailedUnit, .. below.Except(others)],
            };
            ledger.Add(entries, entry, unit => unit == FailedUnit ? bytes : collector.SizeOf(unit));
        }

        ledger.Entries = [.. entries.OrderBy(e => e.LastUsed)];
        return ledger;
    }

    /// <summary>Whether removing an entry gives anything back, now or with others that have the same files.</summary>
    public static bool TakesSpace(CacheEntry entry) => entry.Units.Count > 0;

    /// <summary>Takes an entry out.</summary>
    /// <returns>The bytes that only it had left.</returns>
    public long Remove(CacheEntry entry)
    {
        var given = 0L;
        foreach (var unit in entry.Units)
        {
            var (bytes, entries) = _units[unit];
            _units[unit] = (bytes, entries - 1);
            given += entries == 1 ? bytes : 0;
        }

        Bytes -= given;
        return given;
    }

    private void Add(List<CacheEntry> entries, CacheEntry entry, Func<string, long> sizeOf)
    {
        entries.Add(entry);
        foreach (var unit in entry.Units)
        {
            if (_units.TryGetValue(unit, out var known))
            {
                _units[unit] = known with { Entries = known.Entries + 1 };
            }
            else
            {
                var bytes = sizeOf(unit);
                _units[unit] = (bytes, 1);
                Bytes += bytes;
            }
        }
    }
}
