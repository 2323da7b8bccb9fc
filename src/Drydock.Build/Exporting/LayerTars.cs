using System.Collections.Concurrent;
using Drydock.Build.Graph;
using Drydock.Build.Steps;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>
/// The tars of what RUN steps left in directories, each made once. Of layers that the image will have they are begun as
/// soon as the step is done, and put on disk for good, beside the steps that follow.
/// </summary>
internal sealed class LayerTars(BuildSession session) : IDisposable
{
    private const int ManyLayers = 8;
    private const long ManyBytes = 8L * 1024 * 1024;
    private readonly ConcurrentDictionary<string, Lazy<LayerRecord>> _made = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<LayerRecord> _written = [];
    private HashSet<BuildStep> _exported = [];
    private bool _sync;
    private Task _work = Task.CompletedTask;
    private Task _disk = Task.CompletedTask;

    /// <summary>Says whose layers will be needed.</summary>
    /// <param name="tops">The last steps of what will be exported.</param>
    /// <param name="sync">Whether an image of the store will name the layers.</param>
    public void Expect(IEnumerable<BuildStep> tops, bool sync)
    {
        _sync = sync;
        _exported = [.. tops.SelectMany(Chain)];
    }

    /// <summary>Prepares what a step has just made, when it will be needed; the caller goes on meanwhile.</summary>
    public void Begin(BuildStep step, StepResult result)
    {
        if (result.Cached || result.Snapshot.Layers.Count == 0 || !_exported.Contains(step))
        {
            return;
        }

        if (step is RunStep)
        {
            // The steps that follow are to see the directory and not, depending on who comes first, the tar.
            session.Mounts.Hold(result.Snapshot.Layers[^1]);
        }

        lock (_lock)
        {
            _work = PrepareAsync(_work, result.Snapshot);
        }
    }

    /// <summary>Waits for what was begun; what only waits for its turn is left to whoever needs it.</summary>
    /// <exception cref="IOException">Something could not be written, or not be put on disk.</exception>
    public async Task CompleteAsync()
    {
        Task work;
        lock (_lock)
        {
            work = _work;
        }

        await _stop.CancelAsync();
        try
        {
            await work;
        }
        finally
        {
            await _disk;
        }
    }

    /// <summary>The layer, with a tar.</summary>
    /// <param name="record">A layer without one.</param>
    /// <param name="below">Ids of the layers below it, lowest first; all of them are in the store.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public LayerRecord Make(LayerRecord record, IReadOnlyList<string> below, CancellationToken cancellationToken) =>
        _made.GetOrAdd(record.Id, _ => new Lazy<LayerRecord>(() => Write(record, below, cancellationToken))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing may be mounted or written any more when the session ends.
        CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _stop.Dispose();
    }

    // One after the other: what follows in the build has the other processors.
    private async Task PrepareAsync(Task before, Snapshot snapshot)
    {
        await Task.Yield();
        await before;
        if (_stop.IsCancellationRequested || session.Store.Layers.Find(snapshot.Layers[^1]) is not { } record)
        {
            return;
        }

        var layer = record.DiffId is null ? Make(record, [.. snapshot.Layers.SkipLast(1)], CancellationToken.None) : record;
        if (_sync && !_stop.IsCancellationRequested)
        {
            Sync(layer);
        }
    }

    // A file system puts many small files on disk in the time of one; the last ones are left to whoever needs them.
    private void Sync(LayerRecord layer)
    {
        _written.Add(layer);
        if (_written.Count >= ManyLayers || _written.Sum(written => written.TarBytes) >= ManyBytes)
        {
            _disk = SyncAsync(_disk, [.. _written.Select(written => written.DiffId!.Value)]);
            _written.Clear();
        }
    }

    private async Task SyncAsync(Task before, Digest[] layers)
    {
        await Task.Yield();
        await before;
        session.Store.Layers.Sync(layers);
    }

    private LayerRecord Write(LayerRecord record, IReadOnlyList<string> below, CancellationToken cancellationToken)
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

    private static IEnumerable<BuildStep> Chain(BuildStep top)
    {
        for (BuildStep? step = top; step is not null; step = step.Parent)
        {
            yield return step;
        }
    }
}
