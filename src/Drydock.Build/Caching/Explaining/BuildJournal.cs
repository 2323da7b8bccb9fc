using System.Text;
using Drydock.Build.Graph;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Builds;

namespace Drydock.Build.Caching.Explaining;

/// <summary>
/// What the steps of one build came to. At the end it becomes a build record; a build that took everything
/// from the cache and is recorded already costs one system call.
/// </summary>
public sealed class BuildJournal : IBuildSoFar
{
    internal const string BaseReference = "reference";
    internal const string BaseDigest = "digest";

    private readonly Store _store;
    private readonly BuildOptions _options;
    private readonly DateTimeOffset _began;
    private readonly MissExplainer _explainer;
    private readonly Dictionary<BuildStep, (CacheKey Key, MissReason Reason)> _missed = [];
    private readonly Dictionary<BuildStep, CacheKey?> _done = [];
    private readonly HashSet<BuildStep> _failed = [];
    private readonly Lock _lock = new();
    private HashSet<(string Stage, string Title)>? _titles;
    private IReadOnlyList<BuildStep> _tops = [];
    private bool _keeps;

    internal BuildJournal(Store store, BuildOptions options)
    {
        (_store, _options, _began) = (store, options, store.Time.GetUtcNow());
        Subject = new BuildSubject(
            options.Context.HostPath.StartsWith(store.Paths.Temp, StringComparison.Ordinal) ? "-" : options.Context.HostPath,
            options.Dockerfile.FileName,
            options.Target,
            string.Join(',', options.Platforms ?? [options.Platform]));
        _explainer = new MissExplainer(store, options, Subject);
    }

    /// <summary>What is being built.</summary>
    public BuildSubject Subject { get; }

    /// <summary>When the build began.</summary>
    public DateTimeOffset Began => _began;

    /// <summary>Notes the graph that is about to be executed.</summary>
    /// <param name="tops">The last step for each platform.</param>
    public void Begin(IReadOnlyList<BuildStep> tops) => _tops = tops;

    /// <summary>Notes that the cache does not have a step, and says why.</summary>
    /// <returns>The reason; null when the step was noted before.</returns>
    public MissReason? Miss(BuildStep step, CacheKey key)
    {
        lock (_lock)
        {
            if (_missed.ContainsKey(step))
            {
                return null;
            }

            var reason = _explainer.Explain(step, key, this);
            _missed.Add(step, (key, reason));
            return reason;
        }
    }

    /// <summary>Notes the result of a step.</summary>
    public void Done(BuildStep step, StepResult result)
    {
        lock (_lock)
        {
            _done[step] = result.Key;
            if (result.Cached)
            {
                // Another build made it meanwhile.
                _missed.Remove(step);
            }
        }
    }

    /// <summary>Notes that a step failed.</summary>
    public void Failed(BuildStep step)
    {
        lock (_lock)
        {
            _failed.Add(step);
        }
    }

    /// <summary>Keeps what a RUN left that failed, if it is the first of this build.</summary>
    /// <param name="step">The step.</param>
    /// <param name="tempDirectory">A directory in <c>tmp/</c> with what it wrote in <c>fs/</c>.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Keep(FailedStep step, string tempDirectory)
    {
        if (Interlocked.Exchange(ref _keeps, true))
        {
            TempArea.Delete(tempDirectory);
            return false;
        }

        return _store.FailedSteps.Keep(step, tempDirectory);
    }

    /// <summary>Keeps what happened. It is best effort: a build does not fail because of its record.</summary>
    /// <param name="image">The image ID; null when there is none.</param>
    public void Save(Digest? image)
    {
        var now = _store.Time.GetUtcNow();
        var result = Result(image);
        if (!_keeps)
        {
            _store.FailedSteps.Forget(Subject);
        }

        if (_missed.Count == 0 && _failed.Count == 0 && _store.Builds.TryRepeat(Subject, result, now))
        {
            return;
        }

        var record = new BuildRecord
        {
            Subject = Subject,
            Started = OciTime.Format(_began),
            DurationMs = (long)(now - _began).TotalMilliseconds,
            Image = image,
            Arguments = [.. _options.BuildArgs.Keys],
            Steps = [.. _done.Keys.Union(_failed).OrderBy(s => s.Lines.Start).ThenBy(s => s.Number).Select(Record)],
        };
        try
        {
            _store.Builds.Write(record, result, now);
        }
        catch (IOException)
        {
            // A full disk; whatever filled it is reported by its own step.
        }
    }

    bool IBuildSoFar.WasMissed(BuildStep step) => _missed.ContainsKey(step);

    bool IBuildSoFar.Has(string stage, string title) => (_titles ??= [.. StepOrder.Of(_tops).Select(s => (s.Stage, s.Title))]).Contains((stage, title));

    internal static string DigestOf(BaseStep step) => (step.Image?.Digest ?? step.Image?.Id)?.ToString() ?? Snapshot.Scratch.Identity;

    private StepRecord Record(BuildStep step)
    {
        var (key, reason) = _missed.GetValueOrDefault(step);
        key ??= _done.GetValueOrDefault(step);
        return new StepRecord
        {
            Name = step.Name,
            Title = step.Title,
            Stage = step.Stage,
            Number = step.Number,
            Line = step.Lines.IsNone ? 0 : step.Lines.Start,
            Outcome = _failed.Contains(step) ? StepOutcome.Failed : reason is null ? StepOutcome.Cached : StepOutcome.Executed,
            Key = key?.Digest.ToString() ?? (step as BaseStep)?.Image?.ChainId.ToString(),
            Reason = reason?.Text,
            Differences = reason?.Differences is { Count: > 0 } all ? all : null,
            Ingredients = step is BaseStep image ? [new(BaseReference, image.Reference), new(BaseDigest, DigestOf(image))] : key?.Ingredients ?? [],
        };
    }

    private static int InFile(BuildStep a, BuildStep b)
    {
        var order = a.Lines.Start.CompareTo(b.Lines.Start);
        order = order != 0 ? order : a.Number.CompareTo(b.Number);
        return order != 0 ? order : string.CompareOrdinal(a.Name, b.Name);
    }

    private Digest Result(Digest? image)
    {
        var text = new StringBuilder().Append(Subject.Target).Append('\n').Append(Subject.Platform).Append('\n').Append(image).Append('\n');
        var done = new List<KeyValuePair<BuildStep, CacheKey?>>(_done);
        done.Sort(static (a, b) => InFile(a.Key, b.Key));
        foreach (var (_, key) in done)
        {
            text.Append(key?.Digest).Append('\n');
        }

        foreach (var failed in _failed)
        {
            text.Append(_missed.GetValueOrDefault(failed).Key?.Digest).Append("failed\n");
        }

        return Digest.OfBytes(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
