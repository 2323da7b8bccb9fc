using Drydock.Build.Exporting;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Build.Scheduling;
using Drydock.Build.Sources;
using Drydock.Build.Steps;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Images.Records;
using Drydock.Images.Resolving;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>What a build gave.</summary>
/// <param name="Target">The image, or the index; null when nothing was exported.</param>
/// <param name="Manifest">The manifest or index of an archive; null without one.</param>
/// <param name="Plans">What was built, one plan a platform.</param>
public sealed record BuildOutcome(BuiltTarget? Target, Descriptor? Manifest, IReadOnlyList<BuildPlan> Plans);

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
        using var session = new BuildSession(store, options, progress, cancellationToken);

        if (options.Platforms is not null && outputs.Any(o => o.Kind == OutputKind.Docker))
        {
            throw new BuildException("docker exporter does not currently support exporting manifest lists\nwrite type=oci, or build for one platform");
        }

        // :: Step 1: the build graphs of what the target needs, for each platform.
        IReadOnlyList<BuildPlan> plans;
        using (session.Phase("plan"))
        {
            plans = await PlanAllAsync(options, cancellationToken);
        }

        Report(plans[0]);

        // :: Step 2: every step, each as soon as its inputs are done.
        session.Journal.Begin([.. plans.Select(p => p.Image.Top)]);
        using var scheduler = new StepScheduler(new StepExecutor(session), options.AnswerOnly, cancellationToken);
        await ExecuteAsync(scheduler, session, [.. plans.SelectMany(p => p.Also.Select(a => a.Image).Prepend(p.Image)).Select(i => i.Top)]);
        if (outputs.Count > 0 && outputs.All(o => o.Kind == OutputKind.CacheOnly))
        {
            session.Journal.Save(null);
            return new BuildOutcome(null, null, plans);
        }

        // :: Step 3: the image, and what was asked for.
        BuiltTarget target;
        using (session.Phase("assemble the image"))
        {
            target = await AssembleAsync(session, scheduler, [.. plans.Select(p => p.Image)], cancellationToken);
        }

        using (session.Phase("record the build"))
        {
            session.Journal.Save(target.Id);
        }

        var exporter = new Exporter(session);
        for (var i = 0; i < plans[0].Also.Count; i++)
        {
            if (plans[0].Also[i].Target.Names is { Count: > 0 } further)
            {
                var also = await AssembleAsync(session, scheduler, [.. plans.Select(p => p.Also[i].Image)], cancellationToken);
                await exporter.ExportAsync(new OutputSpec(OutputKind.Image), also, further, cancellationToken);
            }
        }

        Descriptor? manifest = null;
        foreach (var output in outputs.Count == 0 ? [new OutputSpec(OutputKind.Image)] : outputs)
        {
            using var phase = session.Phase("write the output");
            manifest = await exporter.ExportAsync(output, target, names, cancellationToken) ?? manifest;
        }

        return new BuildOutcome(target, manifest, plans);
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

    private async Task<BuiltTarget> AssembleAsync(
        BuildSession session, StepScheduler scheduler, IReadOnlyList<PlannedImage> images, CancellationToken cancellationToken)
    {
        var assembler = new ImageAssembler(session);
        var built = new List<BuiltImage>();
        for (var i = 0; i < images.Count; i++)
        {
            var image = await assembler.AssembleAsync(images[i], step => scheduler.RunAsync(step).Result, cancellationToken);
            built.Add(new BuiltImage(session.Options.Platforms?[i] ?? image.Config.Platform, image, (await scheduler.RunAsync(images[i].Top)).Snapshot));
        }

        return new BuiltTarget(built, session.Options.Platforms is null
            ? ImageRecords.Of(store, built[0].Image)
            : PlatformIndex.Record(store, [.. built.Select(b => new PlatformImage(b.Platform, b.Image.Id, null, ImageRecords.LayersOf(b.Image)))], ImageRecords.Origin));
    }

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
