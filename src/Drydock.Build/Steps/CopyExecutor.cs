using System.Globalization;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Linux.Files;
using Drydock.Linux.Users;
using Drydock.Storage.Mounting;

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
        var remembered = step.From is StepOrigin { Step: var from } ? SelectionKey(step, inputs[from].Snapshot) : null;
        if (remembered is not null && !step.IgnoreCache && cache.FindValue(remembered) is { } content
            && Find(ResultKey(step, parent, content), parent) is { } hit)
        {
            return hit;
        }

        // :: Step 1: select the files, and take what digests are remembered.
        var sourceView = step.From is StepOrigin origin ? await session.MountViewAsync(inputs[origin.Step].Snapshot, cancellationToken) : null;
        try
        {
            using var tree = Open(step, sourceView);
            var selected = tree is null ? [] : Select(step, tree);
            var items = selected.SelectMany(s => s.Parents.Concat(s.Items)).ToList();

            // :: Step 2: when all are known, the key is; look before anything is read.
            if (tree is null || tree.Digests.Recall(items))
            {
                var key = ResultKey(step, parent, ContentDigest.Of(selected, step.KeepParents));
                if (!step.IgnoreCache && Find(key, parent) is { } known)
                {
                    Remember(remembered, key);
                    return known;
                }
            }

            // :: Step 3: write the layer; digests that are missing are computed on the way.
            session.RequireExecution();
            _ = vertex.Value;
            return await WriteAsync(step, parent, tree, selected, remembered, cancellationToken);
        }
        finally
        {
            sourceView?.Dispose();
        }
    }

    private async Task<StepResult> WriteAsync(
        CopyStep step, Snapshot parent, SourceTree? source, IReadOnlyList<SelectedSource> selected, CacheKey? remembered, CancellationToken cancellationToken)
    {
        var began = session.Store.Time.GetUtcNow();
        using var view = step.Link && step.Chown is null ? null : await session.MountViewAsync(parent, cancellationToken);
        using var merged = view?.Open();
        var lower = step.Link ? null : merged;
        var tree = new DestinationTree(lower, session.StepTime());
        var planner = new CopyPlanner(tree, step.Destination, Attributes(step, merged));
        using var archives = new ArchiveUnpacker(tree, planner, step, session.Store.Temp);
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
        var summary = session.WriteTo(draft, tree, lower, cancellationToken);
        // Files that equal what is below were not written, and so not hashed on the way.
        source?.Digests.Read(source.Root, selected.SelectMany(s => s.Parents.Concat(s.Items)), cancellationToken);

        var key = ResultKey(step, parent, ContentDigest.Of(selected, step.KeepParents));
        Remember(remembered, key);
        if (!step.IgnoreCache && Find(key, parent) is { } known)
        {
            return known;
        }

        return StepCache.Result(parent, key, cache.RecordLayer(key, draft.Commit(summary), began), cached: false);
    }

    private StepResult? Find(CacheKey key, Snapshot parent) =>
        cache.FindLayer(key) is { } record ? StepCache.Result(parent, key, record, cached: true) : null;

    private void Remember(CacheKey? selection, CacheKey result)
    {
        if (selection is not null)
        {
            cache.RecordValue(selection, result["content"]!);
        }
    }

    private SourceTree? Open(CopyStep step, MountedView? view) => step.From switch
    {
        ContextOrigin { Context: var context } => session.OpenContext(context),
        StepOrigin => new SourceTree(view!.Open(), IgnoreMatcher.None, keepOwner: true, new FileDigests(null, session.Store.Time)),
        _ => null,
    };

    private static List<SelectedSource> Select(CopyStep step, SourceTree tree)
    {
        var exclude = step.Excludes.Count == 0 ? IgnoreMatcher.None : IgnoreMatcher.Create(step.Excludes);
        var selector = new SourceSelector(tree, exclude, step.KeepParents);
        return [.. step.Sources.SelectMany(selector.Select)];
    }

    private static CopyAttributes Attributes(CopyStep step, RootedDirectory? merged)
    {
        (uint, uint)? owner = null;
        if (!string.IsNullOrEmpty(step.Chown))
        {
            owner = UserDatabase.Open(merged!).ResolveOwner(step.Chown);
        }

        return new CopyAttributes(owner, string.IsNullOrEmpty(step.Chmod) ? null : ModeChange.Parse(step.Chmod));
    }

    private static CacheKey SelectionKey(CopyStep step, Snapshot source) => new CacheKeyBuilder("select")
        .Add("source", source.Identity)
        .AddAll("path", step.Sources)
        .AddAll("exclude", step.Excludes)
        .Add("parents", step.KeepParents ? "true" : null)
        .Build();

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
        .Add("clamp", session.ClampSeconds()?.ToString(CultureInfo.InvariantCulture))
        .Build();
}
