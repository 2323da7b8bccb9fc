using Drydock.Build.Graph;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Builds;

namespace Drydock.Build.Caching.Explaining;

/// <summary>Says why a step is not in the cache, by comparing its key with that of the same step in earlier builds.</summary>
/// <param name="store">Where earlier builds are recorded.</param>
/// <param name="options">What is being built.</param>
/// <param name="subject">What it is recorded as.</param>
internal sealed class MissExplainer(Store store, BuildOptions options, BuildSubject subject)
{
    private readonly Lazy<IReadOnlyList<BuildRecord>> _earlier = new(() => store.Builds.Of(subject));

    /// <summary>Explains a miss.</summary>
    /// <param name="step">The step.</param>
    /// <param name="key">Its key.</param>
    /// <param name="now">The other steps of this build.</param>
    public MissReason Explain(BuildStep step, CacheKey key, IBuildSoFar now)
    {
        if (step.IgnoreCache)
        {
            return new MissReason(MissKind.NotAsked, options.NoCache ? "--no-cache" : $"--no-cache-filter {step.Stage}");
        }

        if (_earlier.Value.Count == 0)
        {
            return new MissReason(MissKind.NeverBuilt, "not built before");
        }

        return Lost(key) ?? Compared(step, key, now) ?? new MissReason(MissKind.NeverBuilt, "a new step");
    }

    private MissReason? Lost(CacheKey key)
    {
        var digest = key.Digest.ToString();
        if (_earlier.Value.SelectMany(b => b.Steps).FirstOrDefault(s => s.Key == digest) is not { } same)
        {
            return null;
        }

        if (store.Cache.Find(key.Digest) is null)
        {
            return same.Outcome == StepOutcome.Failed
                ? new MissReason(MissKind.Failed, "it failed in the last build")
                : new MissReason(MissKind.Lost, "its result was pruned");
        }

        return new MissReason(MissKind.Lost, "its layer was pruned, or was not yet on disk when the machine stopped");
    }

    private MissReason? Compared(BuildStep step, CacheKey key, IBuildSoFar now)
    {
        foreach (var build in _earlier.Value)
        {
            if (Counterpart(build, step, now) is { } before)
            {
                return Compare(step, key, build, before, now);
            }
        }

        return null;
    }

    private MissReason Compare(BuildStep step, CacheKey key, BuildRecord build, StepRecord before, IBuildSoFar now)
    {
        var (was, facts) = (KeyFacts.Of(before.Ingredients), KeyFacts.Of(key.Ingredients));
        var own = new FactSentences(store.FileLists, options.BuildArgs.Keys.Concat(build.Arguments).ToHashSet()).Of(was, facts).ToList();
        if (before.Title != step.Title)
        {
            // What the instruction says shows in other facts too; one sentence is enough.
            own.RemoveAll(o => o.Text.StartsWith(KeyFacts.Command, StringComparison.Ordinal));
            var sentence = $"the instruction changed: it was {before.Title}";
            own.Insert(0, (sentence, [sentence]));
        }

        var parent = Value(was) == Value(facts) ? null : Parent(step, build, now);
        var differences = own.SelectMany(o => o.Differences).Concat(parent is null ? [] : [parent.Text]).ToList();
        return own switch
        {
            [] when parent is null => new MissReason(MissKind.Changed, "keys are made in another way than they were"),
            [] => parent! with { Differences = differences },
            [var one] => new MissReason(MissKind.Changed, one.Text) { Differences = differences },
            [var first, ..] => new MissReason(MissKind.Changed, $"{first.Text}; and more") { Differences = differences },
        };

        static string? Value(IReadOnlyList<KeyValuePair<string, string>> facts) => facts.FirstOrDefault(f => f.Key == KeyFacts.Parent).Value;
    }

    private static MissReason Parent(BuildStep step, BuildRecord build, IBuildSoFar now)
    {
        var parent = step.Parent!;
        if (parent is not BaseStep { } image)
        {
            return now.WasMissed(parent)
                ? new MissReason(MissKind.Parent, $"{parent.Name} was not cached")
                : new MissReason(MissKind.Parent, $"{parent.Name} has another result than in the last build");
        }

        var name = image.Reference;
        var before = build.Steps.FirstOrDefault(s => s.Number == 0 && s.Stage == parent.Stage);
        var was = before?.Ingredients.FirstOrDefault(i => i.Name == BuildJournal.BaseReference)?.Value;
        if (was is not null && was != name)
        {
            return new MissReason(MissKind.Base, $"the base changed: {was} → {name}");
        }

        var (old, digest) = (before?.Ingredients.FirstOrDefault(i => i.Name == BuildJournal.BaseDigest)?.Value, BuildJournal.DigestOf(image));
        return new MissReason(MissKind.Base, old is null ? $"the base {name} changed" : $"the base {name} changed: {Short(old)} → {Short(digest)}");
    }

    // The same instruction of the same stage; else what stood in its place, unless that has only moved.
    private static StepRecord? Counterpart(BuildRecord build, BuildStep step, IBuildSoFar now)
    {
        var stage = build.Steps.Where(s => s.Stage == step.Stage && s.Number > 0 && s.Key is not null).ToList();
        return stage.Where(s => s.Title == step.Title).MinBy(s => Math.Abs(s.Number - step.Number))
            ?? stage.FirstOrDefault(s => s.Number == step.Number && Kind(s.Title) == Kind(step.Title) && !now.Has(s.Stage, s.Title));
    }

    private static string Kind(string title) => title.Split(' ')[0];

    private static string Short(string digest) => Digest.TryParse(digest, out var parsed) ? $"sha256:{parsed.ShortHex}" : digest;
}

/// <summary>What a build knows of its own steps.</summary>
internal interface IBuildSoFar
{
    /// <summary>Whether a step had to be executed.</summary>
    bool WasMissed(BuildStep step);

    /// <summary>Whether the build has a step of this stage and title.</summary>
    bool Has(string stage, string title);
}
