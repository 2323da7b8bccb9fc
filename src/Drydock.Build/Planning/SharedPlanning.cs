using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Images.Resolving;

namespace Drydock.Build.Planning;

/// <summary>What the plans of one build for several platforms share: loaded images, fetched sources, equal steps.</summary>
internal sealed class SharedPlanning(BuildOptions options, ImageResolver resolver, ProgressReporter progress)
{
    private readonly StepPool? _pool = options.Platforms is null ? null : new StepPool();

    /// <summary>The metadata of bases.</summary>
    public BaseImages Bases { get; } = new(options, resolver, progress);

    /// <summary>What is fetched from elsewhere.</summary>
    public RemoteSources Sources { get; } = new();

    /// <summary>Whether steps say in their names what platform they are for.</summary>
    public bool NamesPlatforms => _pool is not null;

    /// <summary>The step, or an equal one that another platform has.</summary>
    public T Share<T>(T step)
        where T : BuildStep => _pool?.Share(step) ?? step;
}
