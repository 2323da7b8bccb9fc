using Drydock.Build.Contexts;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Images.Resolving;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>Runs the build checks with what the build knows: its arguments, its context, and its base images.</summary>
internal static class PlanChecks
{
    /// <summary>The build argument that takes the place of the file's <c># check=</c> directive.</summary>
    private const string OptionsArgument = "BUILDKIT_DOCKERFILE_CHECK";

    /// <summary>Checks the file.</summary>
    /// <param name="options">The build.</param>
    /// <param name="bases">The images that were loaded: of others nothing is assumed.</param>
    /// <param name="allStages">Whether stages that the target does not need are checked too.</param>
    public static CheckReport Run(BuildOptions options, BaseImages bases, bool allStages) => CheckRunner.Run(options.Dockerfile, new CheckEnvironment
    {
        BuildPlatform = Platform.Host.ToString(),
        TargetPlatform = options.Platform.ToString(),
        Target = string.IsNullOrEmpty(options.Target) ? null : options.Target,
        AllStages = allStages,
        BuildArgs = options.BuildArgs,
        Options = options.BuildArgs.GetValueOrDefault(OptionsArgument),
        IsNamedContext = name => options.NamedContexts.Find(name, options.Platform) is not null,
        BaseImage = (name, platform) => Platform.TryParse(platform, options.Platform, out var wanted, out _) && bases.Known(name, wanted) is { } image
            ? Describe(image)
            : null,
        IgnorePatterns = options.Context.Filter.Patterns,
    });

    /// <summary>Checks the file as far as it can be understood, and plans nothing.</summary>
    /// <param name="options">The build; its Dockerfile may have errors.</param>
    /// <param name="bases">Loads the images of the stages that are checked.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What was found in the stages the target needs; without a target, in all stages.</returns>
    public static async Task<CheckReport> RunAsync(BuildOptions options, BaseImages bases, CancellationToken cancellationToken)
    {
        var allStages = string.IsNullOrEmpty(options.Target);
        Diagnostic? error = null;
        try
        {
            if (!options.Dockerfile.HasErrors)
            {
                var graph = GlobalArguments.CreateGraph(options, GlobalArguments.Evaluate(options));
                _ = await NeededStages.FindAsync(options, graph, allStages ? null : [graph.Target(options.Target), .. options.AlsoTargets.Select(t => graph.Target(t.Stage))], bases, cancellationToken);
            }
        }
        catch (DockerfileException e)
        {
            error = e.Diagnostic;
        }
        catch (BuildException e)
        {
            error = Diagnostic.Error(DiagnosticCodes.InvalidReference, e.Message, e.Lines);
        }

        var report = Run(options, bases, allStages);
        return report with { Error = report.Error ?? error };
    }

    private static CheckedBaseImage Describe(ResolvedImage image) => new(
        image.Config.Platform.ToString(),
        image.Config.Config?.Env ?? [],
        image.Config.Config?.Shell is { Count: > 0 },
        image.Config.Config?.OnBuild ?? []);
}
