using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>
/// The build cache entry by entry, with the bytes that removing entries gives back. Bytes that images or
/// containers have too do not count: they stay.
/// </summary>
public sealed class CacheLedger
{
    private const string FailedUnit = "failed";

    private readonly Store _store;
    private readonly GarbageCollector _collector;
    private readonly HashSet<string> _others;
    private readonly List<CacheEntry> _entries = [];
    private readonly Dictionary<string, (long Bytes, int Entries)> _units = [];

    private CacheLedger(Store store, LiveRecords kept)
    {
        _store = store;
        _collector = new GarbageCollector(store);
        _others = _collector.Mark(kept.WithoutCache());
    }

    /// <summary>All entries, those longest unused first.</summary>
    public IReadOnlyList<CacheEntry> Entries => _entries;

    /// <summary>The bytes that the remaining entries take and nothing else does.</summary>
    public long Bytes { get; private set; }

    /// <summary>Opens the ledger of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="kept">Which images stay; null for all.</param>
    public static CacheLedger Open(Store store, LiveRecords? kept = null)
    {
        var ledger = new CacheLedger(store, kept ?? new LiveRecords());
        ledger.AddSteps();
        ledger.AddBases();
        ledger.AddMounts();
        ledger.AddFailedStep();
        ledger._entries.Sort((a, b) => a.LastUsed.CompareTo(b.LastUsed));
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

    private void AddSteps()
    {
        foreach (var (key, record, lastUsed) in _store.Cache.All())
        {
            var entry = new CacheEntry(CacheEntryKind.Step, key.Hex, TimeOf(record.Created, lastUsed), lastUsed)
            {
                Key = key,
                Description = record.Ingredients.FirstOrDefault(i => i.Name == "kind")?.Value ?? "step",
            };
            Add(entry, names => _collector.MarkRecord(names, record));
        }
    }

    private void AddBases()
    {
        foreach (var (resolution, lastUsed) in _store.Resolutions.All())
        {
            var entry = new CacheEntry(CacheEntryKind.Base, resolution.Config.Hex, TimeOf(resolution.Resolved, lastUsed), lastUsed)
            {
                Resolution = resolution,
                Description = $"pulled from {resolution.Reference}",
            };
            Add(entry, names => _collector.MarkResolution(names, resolution));
        }
    }

    private void AddMounts()
    {
        foreach (var (name, lastUsed) in _store.CacheMounts.All())
        {
            var bytes = _store.CacheMounts.SizeOf(name);
            var entry = new CacheEntry(CacheEntryKind.Mount, name, lastUsed, lastUsed) { Description = "cache mount", Bytes = bytes, Units = ["mount/" + name] };
            Add(entry, _ => bytes);
        }
    }

    private void AddFailedStep()
    {
        if (_store.FailedSteps.Find() is not { Step: { } step })
        {
            return;
        }

        var below = new HashSet<string>(StringComparer.Ordinal);
        _collector.MarkFailedStep(below);
        var bytes = _store.FailedSteps.SizeBytes();
        var time = TimeOf(step.Failed, DateTime.UnixEpoch);
        var entry = new CacheEntry(CacheEntryKind.FailedStep, FailedUnit, time, time)
        {
            Description = $"failed {step.Name}",
            Bytes = bytes,
            Units = [FailedUnit, .. below.Except(_others)],
        };
        Add(entry, unit => unit == FailedUnit ? bytes : _collector.SizeOf(unit));
    }

    private void Add(CacheEntry entry, Action<HashSet<string>> mark)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        mark(names);
        var units = names.Where(n => !_others.Contains(n)).ToList();
        Add(entry with { Bytes = names.Sum(_collector.SizeOf), Units = units, IsShared = units.Count < names.Count }, _collector.SizeOf);
    }

    private void Add(CacheEntry entry, Func<string, long> sizeOf)
    {
        _entries.Add(entry);
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

    private static DateTimeOffset TimeOf(string text, DateTime otherwise) => OciTime.TryParse(text, out var time) ? time : otherwise;
}
