using System.Collections.Concurrent;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Images.Folding;
using Drydock.Layers.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>An image whose config is a blob of the store and whose layers have tars.</summary>
/// <param name="Id">The image ID.</param>
/// <param name="Config">The config.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record AssembledImage(Digest Id, ImageConfig Config, IReadOnlyList<LayerRecord> Layers)
{
    /// <summary>Bytes of regular files over all layers, as docker counts.</summary>
    public long SizeBytes => Layers.Sum(l => l.FileBytes);

    /// <summary>Whether the store has all layers, so that the size is known: every tar has at least its end.</summary>
    public bool IsWhole => Layers.All(l => l.TarBytes > 0);

    /// <summary>What became of its own layers; null where they are as the steps made them.</summary>
    public FoldedLayers? Folded { get; init; }
}

/// <summary>From an executed stage to an image: DiffIDs for what RUN steps left, times, the config.</summary>
public sealed class ImageAssembler(BuildSession session)
{
    /// <summary>Assembles the image.</summary>
    /// <param name="image">The planned image.</param>
    /// <param name="results">Results of all steps it was made by.</param>
    /// <param name="withLayers">Fetch the layers of the base that are not in the store; without, they are known by DiffID only.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<AssembledImage> AssembleAsync(PlannedImage image, Func<BuildStep, StepResult> results, bool withLayers, CancellationToken cancellationToken)
    {
        var snapshot = results(image.Top).Snapshot;
        // What a RUN left is compared with what is below it.
        if (withLayers || session.Options.Layers != LayerForm.Exact || snapshot.Layers.Any(id => session.Store.Layers.Find(id) is { DiffId: null }))
        {
            await session.Layers.EnsureAsync(snapshot, cancellationToken);
        }

        var exact = await WithTarsAsync(snapshot.Layers, cancellationToken);
        var folded = session.Options.Layers == LayerForm.Exact ? null : await FoldAsync(exact, image.BaseLayers, cancellationToken);
        var layers = folded?.Layers ?? exact;

        var config = new ImageConfig
        {
            Architecture = image.Platform.Architecture,
            Os = image.Platform.Os,
            Variant = image.Platform.Variant,
            Author = image.Author,
            Config = image.Config,
            RootFs = new RootFs { DiffIds = [.. layers.Select(l => l.DiffId!.Value)] },
        };
        config = await WithTimesAsync(config, image, results, cancellationToken);
        config = folded is null ? config : config with { History = folded.Apply(config.History ?? []) };
        return new AssembledImage(session.Store.Blobs.WriteDocument(OciJson.Serialize(config)), config, layers) { Folded = folded };
    }

    private async Task<FoldedLayers> FoldAsync(IReadOnlyList<LayerRecord> layers, int baseLayers, CancellationToken cancellationToken)
    {
        var folder = new ImageFolder(session.Store);
        var form = session.Options.Layers;
        if (folder.Find(layers, baseLayers, form) is { } known)
        {
            return known;
        }

        session.Options.RequireExecution();
        var title = form == LayerForm.Flat ? "merging layers" : "folding layers";
        return await session.Progress.Begin(title).RunAsync(_ => Task.Run(() => folder.Fold(layers, baseLayers, form, cancellationToken), cancellationToken));
    }

    private async Task<List<LayerRecord>> WithTarsAsync(IReadOnlyList<string> chain, CancellationToken cancellationToken)
    {
        var records = chain.Distinct().ToDictionary(
            id => id, id => session.Store.Layers.Find(id) ?? Remote(id) ?? throw new StoreException($"the store has lost layer {id}; build again"));
        var missing = Enumerable.Range(0, chain.Count).Where(i => records[chain[i]].DiffId is null).DistinctBy(i => chain[i]).ToList();
        if (missing.Count > 0)
        {
            var made = new ConcurrentDictionary<string, LayerRecord>();
            await Parallel.ForEachAsync(missing, cancellationToken, (i, token) =>
            {
                made[chain[i]] = session.Tars.Make(records[chain[i]], [.. chain.Take(i)], token);
                return ValueTask.CompletedTask;
            });
            return [.. chain.Select(id => made.GetValueOrDefault(id, records[id]))];
        }

        return [.. chain.Select(id => records[id])];
    }

    /// <summary>Makes tars of what RUN steps left in chains of layers, where there are none yet.</summary>
    public async Task WriteTarsAsync(IReadOnlyList<Snapshot> chains, CancellationToken cancellationToken)
    {
        foreach (var chain in chains)
        {
            for (var i = 0; i < chain.Layers.Count; i++)
            {
                if (session.Store.Layers.Find(chain.Layers[i]) is { DiffId: null } record)
                {
                    string[] below = [.. chain.Layers.Take(i)];
                    await session.Layers.EnsureAsync(new Snapshot(below, ""), cancellationToken);
                    session.Tars.Make(record, below, cancellationToken);
                }
            }
        }
    }

    // A layer that a shared cache only names has no DiffID to put into a config.
    private LayerRecord? Remote(string id) => session.Layers.Find(id) switch
    {
        null => null,
        { Blob: null } named => throw new CachedLayerLostException(named.DiffId),
        var layer => new LayerRecord { Id = id, DiffId = layer.DiffId },
    };

    private async Task<ImageConfig> WithTimesAsync(ImageConfig config, PlannedImage image, Func<BuildStep, StepResult> results, CancellationToken cancellationToken)
    {
        var epoch = session.Options.SourceDateEpoch is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        var created = epoch ?? await FirstAssembledAsync(config, image, cancellationToken);
        var previous = created;
        var history = new List<HistoryEntry>();
        foreach (var planned in image.History)
        {
            if (planned.Inherited)
            {
                history.Add(planned.Entry);
                continue;
            }

            if (planned.Step is { } step)
            {
                previous = results(step).Created;
            }

            history.Add(planned.Entry with { Created = OciTime.Format(epoch is { } limit && previous > limit ? limit : previous) });
        }

        return config with { Created = OciTime.Format(created), History = history };
    }

    // The same image, assembled again, keeps the time of the first: a rebuild without changes has the same ID.
    private async Task<DateTimeOffset> FirstAssembledAsync(ImageConfig config, PlannedImage image, CancellationToken cancellationToken)
    {
        // An image that only adds metadata is as old as its base.
        if (image.History.All(h => h.Step is null) && OciTime.TryParse(image.BaseCreated, out var ofBase))
        {
            return ofBase;
        }

        var key = new CacheKeyBuilder("image")
            .Add("config", Digest.OfBytes(OciJson.Serialize(config)).ToString())
            .AddAll("history", image.History.Select(h => h.Entry.CreatedBy ?? ""))
            .AddAll("step", image.History.Select(h => h.Step?.Title).OfType<string>())
            .Build();
        // Two builds at once give one image, too.
        using var exclusive = await session.Store.Cache.LockAsync(key.Digest, cancellationToken);
        if (!session.Options.NoCache && session.Cache.FindRecord(key) is { } record && OciTime.TryParse(record.Created, out var known))
        {
            return known;
        }

        return session.Cache.RecordValue(key, "assembled");
    }
}
