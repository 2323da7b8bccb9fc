using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Scheduling;
using Drydock.Storage;

namespace Drydock.Build.Steps;

/// <summary>Executes steps of every kind: shows them in the progress, takes results from the cache, records new ones.</summary>
public sealed class StepExecutor : IStepExecutor
{
    private readonly BuildSession _session;
    private readonly StepCache _cache;
    private readonly CopyExecutor _copy;
    private readonly RunExecutor _run;
    private readonly WorkdirExecutor _workdir;

    /// <summary>Executes the steps of one build.</summary>
    public StepExecutor(BuildSession session)
    {
        _session = session;
        _cache = session.Cache;
        _copy = new CopyExecutor(session, _cache);
        _run = new RunExecutor(session);
        _workdir = new WorkdirExecutor(session);
    }

    /// <inheritdoc/>
    public async Task<StepResult> ExecuteAsync(BuildStep step, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        if (step is BaseStep fromImage)
        {
            var begun = new StepResult(_session.Layers.Register(fromImage), DateTimeOffset.UnixEpoch, Cached: true);
            _session.Journal.Done(step, begun);
            return begun;
        }

        using var phase = _session.Phase("step");
        var vertex = new Lazy<VertexReporter>(() => _session.Progress.Begin(step.Name));
        var parent = step.Parent is null ? Snapshot.Scratch : inputs[step.Parent].Snapshot;
        try
        {
            var result = step switch
            {
                SourceStep source => await _session.Sources.FetchAsync(source, vertex.Value, cancellationToken),
                CopyStep copy => await _copy.ExecuteAsync(copy, parent, inputs, vertex, cancellationToken),
                RunStep run => await ExecuteAsync(run, parent, _run.Key(run, parent, inputs), () => _run.RememberFiles(run), () => _run.ExecuteAsync(run, parent, inputs, vertex.Value, cancellationToken), vertex, cancellationToken),
                WorkdirStep workdir => await ExecuteAsync(workdir, parent, WorkdirExecutor.Key(workdir, parent, _session.ClampSeconds()), static () => { }, () => _workdir.ExecuteAsync(workdir, parent, cancellationToken), vertex, cancellationToken),
                _ => throw new InvalidOperationException($"no executor for {step.GetType().Name}"),
            };
            _session.Journal.Done(step, result);
            _session.Tars.Begin(step, result);
            vertex.Value.Complete(result.Cached);
            return result;
        }
        catch (Exception e) when (e is OperationCanceledException or CachedLayerLostException)
        {
            if (vertex.IsValueCreated)
            {
                vertex.Value.Fail(null);
            }

            throw;
        }
        catch (Exception e) when (e is not (BuildException or ExecutionNeededException))
        {
            _session.Journal.Failed(step);
            vertex.Value.Fail(e.Message.Split('\n')[0]);
            throw new BuildException(e.Message, step.Lines, e) { Step = step.Name, Vertex = vertex.Value.Number, IsKept = e is StepException { IsKept: true } };
        }
    }

    // A step whose key is known before anything is read.
    private async Task<StepResult> ExecuteAsync(
        BuildStep step, Snapshot parent, CacheKey key, Action remember, Func<Task<LayerRecord>> execute, Lazy<VertexReporter> vertex, CancellationToken cancellationToken)
    {
        if (!step.IgnoreCache && _cache.FindLayer(key, step.Name) is { } known)
        {
            return StepCache.Result(parent, key, known, cached: true);
        }

        _session.Options.RequireExecution();
        using var exclusive = await _cache.LockAsync(key, vertex.Value, cancellationToken);
        if ((!step.IgnoreCache || _cache.Made(key)) && _cache.FindLayer(key, step.Name) is { } madeMeanwhile)
        {
            return StepCache.Result(parent, key, madeMeanwhile, cached: true);
        }

        remember();
        _session.ReportMiss(step, key, vertex.Value);
        var began = _session.Store.Time.GetUtcNow();
        var layer = await execute();
        return StepCache.Result(parent, key, _cache.RecordLayer(key, layer, began), cached: false);
    }
}
