using Drydock.Build.Caching.Sharing;
using Drydock.Build.Exporting;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Build.Scheduling;
using Drydock.Build.Sources;
using Drydock.Build.Steps;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Images.Packing;
using Drydock.Images.Resolving;
using Drydock.Layers.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>What a build gave.</summary>
/// <param name="Target">The image, or the index; null when nothing was exported.</param>
/// <param name="Manifest">The manifest or index that was pushed or is in an archive; null without one.</param>
/// <param name="Plans">What was built, one plan a platform.</param>
public sealed record BuildOutcome(BuiltTarget? Target, Descriptor? Manifest, IReadOnlyList<BuildPlan> Plans);

/// <summary>Builds images: plan, execute, assemble, export. docs/architecture.md, "The life of a build".</summary>
public sealed class ImageBuilder(Store store, ImageResolver resolver, ProgressReporter progress)
{
    /// <summary>Builds the target of a Dockerfile.</summary>
    /// <param name="options">What to build.</param>
    /// <param name="outputs">What to give back; none gives an image in the store.</param>
    /// <param name="names">Names for the image.</param>
    /// <param name="exported">Told when all outputs are there and only shared caches are still to be written; not called without such.</param>
    /// <param name="cancellationToken">Ends the build: no process and no mount stays.</param>
    /// <exception cref="BuildException">A step failed, or the Dockerfile cannot be built, or a shared cache could not be written where that was to be an error.</exception>
    public async Task<BuildOutcome> BuildAsync(
        BuildOptions options, IReadOnlyList<OutputSpec> outputs, IReadOnlyList<Reference> names, Action<BuildOutcome>? exported, CancellationToken cancellationToken)
    {
        options = await WithEpochAsync(options, cancellationToken);
        using var lease = StoreLease.Take(store, cancellationToken);

        if (options.Platforms is not null && outputs.Any(o => o.Kind == OutputKind.Docker))
        {
            throw new BuildException("docker exporter does not currently support exporting manifest lists\nwrite type=oci, or build for one platform");
        }

        if (options is { Platforms: null, Provenance: null } && outputs.Any(o => o.Annotations.Any(a => a.Place is AnnotationPlace.Index or AnnotationPlace.IndexDescriptor)))
        {
            throw new BuildException("index annotations not supported for single platform export: there is no index to annotate\nannotate the manifest, or build for several platforms");
        }

        // :: Step 1: the build graphs of what the target needs, for each platform.
        IReadOnlyList<BuildPlan> plans;
        using (options.Trace?.Measure("plan") ?? default)
        {
            plans = await PlanAllAsync(options, cancellationToken);
        }

        Report(plans[0]);

        var shared = SharedCache.Create(store, options, progress, resolver.Client, cancellationToken);
        var mounts = SharedMounts.Create(options, progress, resolver.Client, cancellationToken);
        while (true)
        {
            try
            {
                using var session = new BuildSession(store, options, progress, cancellationToken) { Shared = shared, SharedMounts = mounts };
                return await BuildAsync(session, plans, outputs, names, exported, cancellationToken);
            }
            catch (CachedLayerLostException e) when (shared is not null)
            {
                // The step that made it has to be executed, and perhaps those before it; what was done meanwhile is in the store.
                shared.Forget(e.DiffId);
            }
            finally
            {
                shared?.Keep();
            }
        }
    }

    private async Task<BuildOutcome> BuildAsync(
        BuildSession session, IReadOnlyList<BuildPlan> plans, IReadOnlyList<OutputSpec> outputs, IReadOnlyList<Reference> names, Action<BuildOutcome>? exported, CancellationToken cancellationToken)
    {
        var options = session.Options;

        // :: Step 2: every step, each as soon as its inputs are done.
        Expect(session, plans, outputs);
        session.Journal.Begin([.. plans.Select(p => p.Image.Top)]);
        using var scheduler = new StepScheduler(new StepExecutor(session), options.AnswerOnly, cancellationToken);
        await ExecuteAsync(scheduler, session, Tops(plans));
        var assembler = new ImageAssembler(session);
        var targets = new TargetAssembler(store, options, assembler, step => scheduler.RunAsync(step).Result);
        var caches = new SharedCacheExport(session, assembler, resolver.Client, plans, step => scheduler.RunAsync(step).Result);
        if (outputs.Count > 0 && outputs.All(o => o.Kind == OutputKind.CacheOnly))
        {
            session.Journal.Save(null);
            await caches.WriteAsync(cancellationToken);
            await session.ContextDigestsSaved;
            return new BuildOutcome(null, null, plans);
        }

        // What waits for the disk waits beside what the image is made of.
        var tars = session.Tars.CompleteAsync();

        // :: Step 3: the image, and what was asked for.
        var withLayers = outputs.Count == 0 || outputs.Any(o => o.NeedsLayers);
        BuiltTarget target;
        using (session.Phase("assemble the image"))
        {
            target = await targets.AssembleAsync([.. plans.Select(p => p.Image)], withLayers, cancellationToken);
        }

        using (session.Phase("record the build"))
        {
            session.Journal.Save(target.Id);
        }

        await tars;
        target = options.Provenance is null ? target : targets.Attest(target, plans, session.Journal.Began);
        var exporter = new Exporter(session, resolver.Client);
        for (var i = 0; i < plans[0].Also.Count; i++)
        {
            if (plans[0].Also[i].Target.Names is { Count: > 0 } further)
            {
                var also = await targets.AssembleAsync([.. plans.Select(p => p.Also[i].Image)], withLayers: true, cancellationToken);
                await exporter.ExportAsync(new OutputSpec(OutputKind.Image), also, further, cancellationToken);
            }
        }

        Descriptor? manifest = null;
        foreach (var output in outputs.Count == 0 ? [new OutputSpec(OutputKind.Image)] : outputs)
        {
            using var phase = session.Phase("write the output");
            manifest = await exporter.ExportAsync(output, target, names, cancellationToken) ?? manifest;
        }

        var outcome = new BuildOutcome(target, manifest, plans);
        if (caches.HasTargets)
        {
            // Whoever waits for the image need not wait for the caches.
            exported?.Invoke(outcome);
            await caches.WriteAsync(cancellationToken);
        }

        await session.ContextDigestsSaved;
        return outcome;
    }

    /// <summary>Plans without building, for the first platform: what <c>--call outline</c> shows.</summary>
    /// <exception cref="BuildException">The Dockerfile cannot be built.</exception>
    public async Task<BuildPlan> PlanAsync(BuildOptions options, CancellationToken cancellationToken) =>
        (await PlanAllAsync(options with { Platforms = null, Platform = options.Platforms?[0] ?? options.Platform }, cancellationToken))[0];

    internal async Task<IReadOnlyList<BuildPlan>> PlanAllAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        var shared = new SharedPlanning(options, resolver, progress);
        var plans = new List<BuildPlan>();
        foreach (var platform in options.Platforms ?? [options.Platform])
        {
            var planner = Explained(() => new BuildPlanner(options with { Platform = platform }, shared));
            try
            {
                plans.Add(await planner.PlanAsync(cancellationToken));
            }
            catch (DockerfileException e)
            {
                throw Explained(e);
            }
        }

        return plans;
    }

    /// <summary>Checks a Dockerfile without building it: what <c>--check</c> shows.</summary>
    public Task<CheckReport> CheckAsync(BuildOptions options, CancellationToken cancellationToken) =>
        PlanChecks.RunAsync(options, new BaseImages(options, resolver, progress), cancellationToken);

    private async Task<BuildOptions> WithEpochAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var times = new SourceTimes(store, options, progress);
            return await GlobalArguments.WithEpochAsync(options, source => times.OfAsync(source, cancellationToken));
        }
        catch (DockerfileException e)
        {
            throw Explained(e);
        }
    }

    private void Report(BuildPlan plan)
    {
        foreach (var stage in plan.SkippedStages)
        {
            progress.Skip(stage);
        }

        foreach (var warning in plan.Warnings.Concat(plan.Checks.Findings))
        {
            progress.Warn(warning);
        }

        foreach (var argument in plan.UnconsumedArguments)
        {
            progress.Warn(new Diagnostic("UnconsumedBuildArg", Severity.Warning, $"build argument {argument} was not consumed: no ARG declares it", LineRange.None));
        }

        if (plan.Checks.Violation is { } violation)
        {
            throw Explained(new DockerfileException(violation));
        }
    }

    private static T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DockerfileException e)
        {
            throw Explained(e);
        }
    }

    private static BuildException Explained(DockerfileException e) =>
        new(e.Diagnostic.Hint is { } hint ? $"{e.Message}\n{hint}" : e.Message, e.Diagnostic.Lines, e);

    // What other forms of layers are made of is named by no image.
    private static void Expect(BuildSession session, IReadOnlyList<BuildPlan> plans, IReadOnlyList<OutputSpec> outputs)
    {
        session.ExpectsRun = !session.Options.AnswerOnly && StepOrder.Of(Tops(plans)).Any(s => s is RunStep);
        if (!session.Options.AnswerOnly && (outputs.Count == 0 || outputs.Any(o => o.Kind != OutputKind.CacheOnly)))
        {
            var stored = outputs.Count == 0 || outputs.Any(o => o is { Kind: OutputKind.Image, NeedsLayers: true });
            session.Tars.Expect(Tops(plans), stored && session.Options.Layers == LayerForm.Exact);
        }
    }

    // The last step of each image that is asked for.
    private static List<BuildStep> Tops(IReadOnlyList<BuildPlan> plans)
    {
        var tops = new List<BuildStep>();
        foreach (var plan in plans)
        {
            tops.Add(plan.Image.Top);
            tops.AddRange(plan.Also.Select(a => a.Image.Top));
        }

        return tops;
    }

    private static async Task ExecuteAsync(StepScheduler scheduler, BuildSession session, IReadOnlyList<BuildStep> tops)
    {
        try
        {
            await Task.WhenAll(tops.Select(scheduler.RunAsync));
        }
        catch
        {
            await scheduler.DrainAsync();
            if (!session.Options.AnswerOnly)
            {
                session.Journal.Save(null);
            }

            if (scheduler.Failure is { } first)
            {
                throw first;
            }

            throw;
        }
        finally
        {
            session.SaveContextDigests();
        }
    }
}
