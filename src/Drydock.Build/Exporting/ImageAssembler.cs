using System.Collections.Concurrent;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Steps;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;
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
}

/// <summary>From an executed stage to an image: DiffIDs for what RUN steps left, times, the config.</summary>
public sealed class ImageAssembler(BuildSession session)
{
    /// <summary>Assembles the image.</summary>
    /// <param name="image">The planned image.</param>
    /// <param name="results">Results of all steps it was made by.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<AssembledImage> AssembleAsync(PlannedImage image, Func<BuildStep, StepResult> results, CancellationToken cancellationToken)
    {
        var snapshot = results(image.Top).Snapshot;
        await session.Layers.EnsureAsync(snapshot, cancellationToken);
        var layers = await WithTarsAsync(snapshot.Layers, cancellationToken);

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
        return new AssembledImage(session.Store.Blobs.WriteDocument(OciJson.Serialize(config)), config, layers);
    }

    private async Task<List<LayerRecord>> WithTarsAsync(IReadOnlyList<string> chain, CancellationToken cancellationToken)
    {
        var records = chain.Distinct().ToDictionary(
            id => id, id => session.Store.Layers.Find(id) ?? throw new StoreException($"the store has lost layer {id}; build again"));
        var missing = Enumerable.Range(0, chain.Count).Where(i => records[chain[i]].DiffId is null).DistinctBy(i => chain[i]).ToList();
        if (missing.Count > 0)
        {
            var made = new ConcurrentDictionary<string, LayerRecord>();
            await Parallel.ForEachAsync(missing, cancellationToken, (i, token) =>
            {
                made[chain[i]] = WithTar(records[chain[i]], [.. chain.Take(i)], token);
                return ValueTask.CompletedTask;
            });
            return [.. chain.Select(id => made.GetValueOrDefault(id, records[id]))];
        }

        return [.. chain.Select(id => records[id])];
    }

    // What a RUN left becomes a tar here, once; from then on that tar's tree is the layer.
    private LayerRecord WithTar(LayerRecord record, IReadOnlyList<string> below, CancellationToken cancellationToken)
    {
        using var phase = session.Phase("RUN: layer to tar");
        using var view = session.Mounts.MountView(below);
        using var lower = view.Open();
        using var upper = RootedDirectory.Open(session.Store.Layers.DirectoryOf(record.Id));
        using var draft = session.NewDraft(lower);
        using var writer = draft.OpenWriter();
        UpperDirectoryDiff.Write(upper, lower, writer, new DiffOptions { ClampMtimeSeconds = session.ClampSeconds() }, cancellationToken);
        return session.Store.Layers.RecordTar(record.Id, draft.Commit(writer.Complete()));
    }

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
            .AddAll("step", image.History.Where(h => h.Step is not null).Select(h => h.Step!.Title))
            .Build();
        // Two builds at once give one image, too.
        using var exclusive = await session.Store.Cache.LockAsync(key.Digest, cancellationToken);
        if (!session.Options.NoCache && session.Store.Cache.Find(key.Digest) is { } record && OciTime.TryParse(record.Created, out var known))
        {
            return known;
        }

        var now = session.Store.Time.GetUtcNow();
        session.Store.Cache.Write(key.Digest, new CacheRecord { Value = "assembled", Created = OciTime.Format(now), Ingredients = [] });
        return now;
    }
}
