using Drydock.Build.Graph;
using Drydock.Dockerfile.Ignore;
using Drydock.Storage.Mounting;

namespace Drydock.Build.Steps.Copying;

/// <summary>The trees that a COPY or ADD reads: a context or stage, and one for each source that was fetched.</summary>
internal sealed class CopySources : IDisposable
{
    // What was downloaded is the only file of its tree; a repository is copied whole.
    private const string OnlyFile = "*";
    private const string WholeTree = "/";

    private readonly BuildSession _session;
    private readonly CopyStep _step;
    private readonly List<MountedView> _views = [];
    private readonly Dictionary<string, SourceTree> _fetched = new(StringComparer.Ordinal);
    private SourceTree? _local;

    private CopySources(BuildSession session, CopyStep step) => (_session, _step) = (session, step);

    /// <summary>All trees.</summary>
    private IEnumerable<SourceTree> Trees => _local is null ? _fetched.Values : _fetched.Values.Append(_local);

    /// <summary>Opens the trees of a step.</summary>
    public static async Task<CopySources> OpenAsync(
        BuildSession session, CopyStep step, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var sources = new CopySources(session, step);
        try
        {
            sources._local = step.From switch
            {
                ContextOrigin { Context: var context } => session.OpenContext(context),
                StepOrigin { Step: var from } => await sources.OpenAsync(inputs[from].Snapshot, cancellationToken),
                _ => null,
            };
            foreach (var (source, fetch) in step.Fetched)
            {
                sources._fetched[source] = await sources.OpenAsync(inputs[fetch].Snapshot, cancellationToken);
            }

            return sources;
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>Selects the files, in the order of the sources.</summary>
    /// <exception cref="StepException">A source does not exist.</exception>
    public List<SelectedSource> Select()
    {
        var exclude = _step.Excludes.Count == 0 ? IgnoreMatcher.None : IgnoreMatcher.Create(_step.Excludes);
        var selected = new List<SelectedSource>();
        foreach (var source in _step.Sources)
        {
            if (_fetched.TryGetValue(source, out var tree))
            {
                var path = _step.Fetched[source] is HttpStep ? OnlyFile : WholeTree;
                selected.AddRange(Selector(tree, keepParents: false).Select(path).Select(s => s with { Unpack = _step.UnpackFetched }));
            }
            else if (_local is not null)
            {
                selected.AddRange(Selector(_local, _step.KeepParents).Select(source).Select(s => s with { Unpack = _step.Unpack }));
            }
        }

        return selected;

        SourceSelector Selector(SourceTree tree, bool keepParents) => new(tree, exclude, keepParents, _session.Options.AnswerOnly ? RequireKnown(tree) : null);
    }

    // Whoever has to read a file needs not know what else there is: another process will select them all again.
    private Action<SourceItem> RequireKnown(SourceTree tree) => item =>
    {
        if (!tree.Digests.Recall(item))
        {
            _session.Options.RequireExecution();
        }
    };

    /// <summary>Takes the digests that are remembered; true when none is missing.</summary>
    public static bool Recall(IReadOnlyList<SelectedSource> selected)
    {
        var complete = true;
        foreach (var source in selected)
        {
            complete &= source.Tree.Digests.Recall(source.Items) & source.Tree.Digests.Recall(source.Parents);
        }

        return complete;
    }

    /// <summary>Reads the files whose digests are missing.</summary>
    public static void Read(IReadOnlyList<SelectedSource> selected, CancellationToken cancellationToken)
    {
        foreach (var group in selected.GroupBy(s => s.Tree))
        {
            group.Key.Digests.Read(group.Key.Root, group.SelectMany(AllItems), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tree in Trees)
        {
            tree.Dispose();
        }

        foreach (var view in _views)
        {
            view.Dispose();
        }
    }

    private async Task<SourceTree> OpenAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var view = await _session.MountViewAsync(snapshot, cancellationToken);
        _views.Add(view);
        return new SourceTree(view.Open(), IgnoreMatcher.None, keepOwner: true, new FileDigests(null, _session.Store.Time));
    }

    private static IEnumerable<SourceItem> AllItems(SelectedSource source) => source.Parents.Concat(source.Items);
}
