using System.Globalization;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Build.Steps.Copying;
using Drydock.Layers;
using Drydock.Linux.Files;
using Drydock.Linux.Users;

namespace Drydock.Build.Steps;

/// <summary>
/// COPY and ADD. The key has two levels: which files were selected gives a content digest; that
/// digest, the destination and the parent give the result. So a stage that was rebuilt to equal
/// files still hits.
/// </summary>
internal sealed class CopyExecutor(BuildSession session, StepCache cache)
{
    public async Task<StepResult> ExecuteAsync(
        CopyStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs, Lazy<VertexReporter> vertex, CancellationToken cancellationToken)
    {
        var remembered = SelectionKey(step, inputs);
        if (remembered is not null && !step.IgnoreCache && cache.FindValue(remembered) is { } content
            && Find(step, ResultKey(step, parent, content), parent) is { } hit)
        {
            return hit;
        }

        // :: Step 1: select the files, and take what digests are remembered.
        using var sources = await CopySources.OpenAsync(session, step, inputs, cancellationToken);
        List<SelectedSource> selected;
        using (session.Phase("COPY: select files"))
        {
            selected = sources.Select();
        }

        // :: Step 2: when all are known, the key is; look before anything is read. To find the result in a shared
        // cache files are worth reading: writing the layer would need all that is below it.
        var known = CopySources.Recall(selected);
        if (!known && session.Shared?.HasSources == true && !step.IgnoreCache)
        {
            session.Options.RequireExecution();
            CopySources.Read(selected, cancellationToken);
            known = true;
        }

        if (known)
        {
            var key = ResultKey(step, parent, ContentDigest.Of(selected, step.KeepParents));
            if (!step.IgnoreCache && Find(step, key, parent) is { } same)
            {
                Remember(remembered, key);
                return same;
            }

            session.Options.RequireExecution();
            Miss(step, key, selected, vertex.Value);
        }

        // :: Step 3: write the layer; digests that are missing are computed on the way.
        session.Options.RequireExecution();
        return await WriteAsync(step, parent, selected, remembered, vertex.Value, cancellationToken);
    }

    private async Task<StepResult> WriteAsync(
        CopyStep step, Snapshot parent, IReadOnlyList<SelectedSource> selected, CacheKey? remembered, VertexReporter vertex, CancellationToken cancellationToken)
    {
        var began = session.Store.Time.GetUtcNow();
        using var view = step.Link && step.Chown is null ? null : await session.MountViewAsync(parent, cancellationToken);
        using var merged = view?.Open();
        var lower = step.Link ? null : merged;
        var tree = new DestinationTree(lower, session.StepTime());
        var planner = new CopyPlanner(tree, step.Destination, Attributes(step, merged));
        using var archives = new ArchiveUnpacker(tree, planner, session.Store.Temp);
        foreach (var one in selected)
        {
            if (!archives.TryUnpack(one))
            {
                planner.Copy(one, step.KeepParents);
            }
        }

        foreach (var heredoc in step.Heredocs)
        {
            planner.Copy(heredoc);
        }

        using var draft = session.NewDraft(lower);
        LayerSummary summary;
        using (session.Phase("COPY: read, hash and write"))
        {
            summary = session.WriteTo(draft, tree, lower, cancellationToken);
        }

        using var recording = session.Phase("COPY: key and record");
        // Files that equal what is below were not written, and so not hashed on the way.
        CopySources.Read(selected, cancellationToken);

        var key = ResultKey(step, parent, ContentDigest.Of(selected, step.KeepParents));
        Remember(remembered, key);
        if (!step.IgnoreCache && Find(step, key, parent) is { } known)
        {
            return known;
        }

        Miss(step, key, selected, vertex);
        return StepCache.Result(parent, key, cache.RecordLayer(key, draft.Commit(summary), began), cached: false);
    }

    // The list comes first: the reason of the miss names files of it.
    private void Miss(CopyStep step, CacheKey key, IReadOnlyList<SelectedSource> selected, VertexReporter vertex)
    {
        session.Store.FileLists.Write(key["content"]!, SelectionList.Of(selected));
        session.ReportMiss(step, key, vertex);
    }

    private StepResult? Find(CopyStep step, CacheKey key, Snapshot parent) =>
        cache.FindLayer(key, step.Name) is { } record ? StepCache.Result(parent, key, record, cached: true) : null;

    private void Remember(CacheKey? selection, CacheKey result)
    {
        if (selection is not null)
        {
            cache.RecordValue(selection, result["content"]!);
        }
    }

    private CopyAttributes Attributes(CopyStep step, RootedDirectory? merged)
    {
        (uint, uint)? owner = null;
        if (!string.IsNullOrEmpty(step.Chown))
        {
            owner = UserDatabase.Open(merged!).ResolveOwner(step.Chown, e => session.Progress.Warn(PlanWarning.UnknownOwner(step.Chown, e.Message, step.Lines)));
        }

        return new CopyAttributes(owner, string.IsNullOrEmpty(step.Chmod) ? null : ModeChange.Parse(step.Chmod));
    }

    // A context may have changed since; what a step gave is known by its identity.
    private static CacheKey? SelectionKey(CopyStep step, IReadOnlyDictionary<BuildStep, StepResult> inputs)
    {
        if (step.From is ContextOrigin || (step.From is NoOrigin && step.Fetched.Count == 0))
        {
            return null;
        }

        return new CacheKeyBuilder("select")
            .Add("source", step.From is StepOrigin { Step: var from } ? inputs[from].Snapshot.Identity : null)
            .AddAll("path", step.Sources.Select(s => step.Fetched.TryGetValue(s, out var fetch) ? inputs[fetch].Snapshot.Identity : s))
            .AddAll("exclude", step.Excludes)
            .Add("parents", step.KeepParents ? "true" : null)
            .Build();
    }

    private CacheKey ResultKey(CopyStep step, Snapshot parent, string content) => new CacheKeyBuilder("copy")
        .Add("parent", step.Link ? null : parent.Identity)
        .Add("content", content)
        .AddAll("heredoc", step.Heredocs.Select(h => $"{h.Name}\0{h.Content}"))
        .Add("destination", step.Destination)
        .Add("chown", step.Chown)
        .Add("chmod", step.Chmod)
        .Add("link", step.Link ? "true" : null)
        .Add("parents", step.KeepParents ? "true" : null)
        .Add("unpack", step.Unpack ? "true" : null)
        .Add("unpack-fetched", step.UnpackFetched ? "true" : null)
        .Add("clamp", session.ClampSeconds()?.ToString(CultureInfo.InvariantCulture))
        .Build();
}
