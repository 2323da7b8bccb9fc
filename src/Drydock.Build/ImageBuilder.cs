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
using Drydock.Images.Resolving;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>What a build gave.</summary>
/// <param name="Image">The image; null when nothing was exported.</param>
/// <param name="Manifest">The manifest that was pushed or is in an archive; null without one.</param>
/// <param name="Plan">What was built.</param>
public sealed record BuildOutcome(AssembledImage? Image, Descriptor? Manifest, BuildPlan Plan);

/// <summary>Builds images: plan, execute, assemble, export. docs/architecture.md, "The life of a build".</summary>
public sealed class ImageBuilder(Store store, ImageResolver resolver, ProgressReporter progress)
{
    /// <summary>Builds the target of a Dockerfile.</summary>
    /// <param name="options">What to build.</param>
    /// <param name="outputs">What to give back; none gives an image in the store.</param>
    /// <param name="names">Names for the image.</param>
    /// <param name="cancellationToken">Ends the build: no process and no mount stays.</param>
    /// <exception cref="BuildException">A step failed, or the Dockerfile cannot be built.</exception>
    public async Task<BuildOutcome> BuildAsync(
        BuildOptions options, IReadOnlyList<OutputSpec> outputs, IReadOnlyList<Reference> names, CancellationToken cancellationToken)
    {
        options = await WithEpochAsync(options, cancellationToken);
        using var lease = StoreLease.Take(store, cancellationToken);

        // :: Step 1: the build graph of what the target needs.
        var plan = await PlanAsync(options, cancellationToken);
        Report(plan);

        var shared = SharedCache.Create(store, options, progress, resolver.Client, cancellationToken);
        var mounts = SharedMounts.Create(options, progress, resolver.Client, cancellationToken);
        while (true)
        {
            try
            {
                using var session = new BuildSession(store, options, progress, cancellationToken) { Shared = shared, SharedMounts = mounts };
                return await BuildAsync(session, plan, outputs, names, cancellationToken);
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
        BuildSession session, BuildPlan plan, IReadOnlyList<OutputSpec> outputs, IReadOnlyList<Reference> names, CancellationToken cancellationToken)
    {
        var options = session.Options;

        // :: Step 2: every step, each as soon as its inputs are done.
        session.Journal.Begin(plan.Image.Top);
        using var scheduler = new StepScheduler(new StepExecutor(session), options.AnswerOnly, cancellationToken);
        var top = await ExecuteAsync(scheduler, session, [plan.Image.Top, .. plan.Also.Select(a => a.Image.Top)]);
        var assembler = new ImageAssembler(session);
        var caches = new SharedCacheExport(session, assembler, resolver.Client, plan, step => scheduler.RunAsync(step).Result);
        if (outputs.Count > 0 && outputs.All(o => o.Kind == OutputKind.CacheOnly))
        {
            session.Journal.Save(null);
            await caches.WriteAsync(cancellationToken);
            return new BuildOutcome(null, null, plan);
        }

        // :: Step 3: the image, and what was asked for.
        var image = await assembler.AssembleAsync(plan.Image, step => scheduler.RunAsync(step).Result, outputs.Count == 0 || outputs.Any(o => o.NeedsLayers), cancellationToken);
        session.Journal.Save(image.Id);
        var exporter = new Exporter(session, resolver.Client);
        foreach (var (target, also) in plan.Also.Where(a => a.Target.Names.Count > 0))
        {
            var assembled = await assembler.AssembleAsync(also, step => scheduler.RunAsync(step).Result, withLayers: true, cancellationToken);
            await exporter.ExportAsync(new OutputSpec(OutputKind.Image), assembled, target.Names, top.Snapshot, cancellationToken);
        }

        Descriptor? manifest = null;
        foreach (var output in outputs.Count == 0 ? [new OutputSpec(OutputKind.Image)] : outputs)
        {
            manifest = await exporter.ExportAsync(output, image, names, top.Snapshot, cancellationToken) ?? manifest;
        }

        await caches.WriteAsync(cancellationToken);
        return new BuildOutcome(image, manifest, plan);
    }

    /// <summary>Plans without building: what <c>--call outline</c> shows.</summary>
    /// <exception cref="BuildException">The Dockerfile cannot be built.</exception>
    public async Task<BuildPlan> PlanAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        var planner = Explained(() => new BuildPlanner(options, resolver, progress));
        try
        {
            return await planner.PlanAsync(cancellationToken);
        }
        catch (DockerfileException e)
        {
            throw Explained(e);
        }
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

    private static async Task<StepResult> ExecuteAsync(StepScheduler scheduler, BuildSession session, IReadOnlyList<BuildStep> tops)
    {
        try
        {
            return (await Task.WhenAll(tops.Select(scheduler.RunAsync)))[0];
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
