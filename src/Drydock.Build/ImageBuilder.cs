using Drydock.Build.Exporting;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Build.Scheduling;
using Drydock.Build.Steps;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Images.Resolving;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>What a build gave.</summary>
/// <param name="Image">The image; null when nothing was exported.</param>
/// <param name="ManifestDigest">The digest of the manifest of an archive; null without one.</param>
/// <param name="Plan">What was built.</param>
public sealed record BuildOutcome(AssembledImage? Image, Digest? ManifestDigest, BuildPlan Plan);

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
        options = Explained(() => GlobalArguments.WithEpoch(options));
        using var session = new BuildSession(store, options, progress, cancellationToken);

        // :: Step 1: the build graph of what the target needs.
        var plan = await PlanAsync(options, cancellationToken);
        Report(plan);

        // :: Step 2: every step, each as soon as its inputs are done.
        using var scheduler = new StepScheduler(new StepExecutor(session), options.AnswerOnly, cancellationToken);
        var top = await ExecuteAsync(scheduler, session, plan.Image.Top);
        if (outputs.Count > 0 && outputs.All(o => o.Kind == OutputKind.CacheOnly))
        {
            return new BuildOutcome(null, null, plan);
        }

        // :: Step 3: the image, and what was asked for.
        var image = await new ImageAssembler(session).AssembleAsync(plan.Image, step => scheduler.RunAsync(step).Result, cancellationToken);
        var exporter = new Exporter(session);
        Digest? manifest = null;
        foreach (var output in outputs.Count == 0 ? [new OutputSpec(OutputKind.Image)] : outputs)
        {
            manifest = await exporter.ExportAsync(output, image, names, top.Snapshot, cancellationToken) ?? manifest;
        }

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

    private static async Task<StepResult> ExecuteAsync(StepScheduler scheduler, BuildSession session, BuildStep top)
    {
        try
        {
            return await scheduler.RunAsync(top);
        }
        catch (Exception) when (scheduler.Failure is not null)
        {
            throw scheduler.Failure;
        }
        finally
        {
            await scheduler.DrainAsync();
            session.SaveContextDigests();
        }
    }
}
