using Drydock.Build.Exporting;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Registry;

namespace Drydock.Build.Caching.Sharing;

/// <summary>Writes all caches that a build was asked for, but for those inline in an image that is pushed.</summary>
internal sealed class SharedCacheExport(BuildSession session, ImageAssembler assembler, RegistryClient client, IReadOnlyList<BuildPlan> plans, Func<BuildStep, StepResult> results)
{
    /// <summary>Whether there is one to write.</summary>
    public bool HasTargets => Caches.Any() || session.Options.CacheMountsTo.Count > 0;

    private IEnumerable<SharedCacheTarget> Caches => session.Options.CacheTo.Where(t => t.Kind != SharedCacheKind.Inline);

    /// <summary>Writes them, one after the other.</summary>
    /// <exception cref="BuildException">One cannot be written, and that is asked to be an error.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (session.Shared is { } shared)
        {
            var writer = new SharedCacheWriter(session, shared, assembler, client);
            foreach (var target in Caches)
            {
                await writer.WriteAsync(target, [.. plans.Select(p => results(p.Image.Top).Snapshot)], Chains(), cancellationToken);
            }
        }

        if (session.SharedMounts is { } mounts)
        {
            var writer = new SharedMountsWriter(session, mounts, client);
            foreach (var target in session.Options.CacheMountsTo)
            {
                await writer.WriteAsync(target, cancellationToken);
            }
        }
    }

    // Snapshots of all steps that were needed.
    private List<Snapshot> Chains() =>
        [.. StepOrder.Of(plans.SelectMany(p => p.Also.Select(a => a.Image.Top).Prepend(p.Image.Top))).Select(step => results(step).Snapshot)];
}
