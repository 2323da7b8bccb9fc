using System.Globalization;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Build.Steps.Running;

/// <summary>What of a mount counts in the cache key of its RUN.</summary>
internal static class MountKeys
{
    /// <summary>
    /// A bind counts by what it shows; a cache, secret or agent by its place and options only: what
    /// is in it may change without the step running again.
    /// </summary>
    public static void Add(CacheKeyBuilder key, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs)
    {
        var options = mount.Options;
        key.Add("mount", options.Type.ToString())
            .Add("mount-target", mount.Target)
            .Add("mount-readonly", options.IsReadOnly ? "true" : null)
            .Add("mount-env", options.Env);
        switch (options.Type)
        {
            case RunMountType.Bind:
                key.Add("mount-source", options.Source)
                    .Add("mount-from", mount.From is null ? null : inputs[mount.From].Snapshot.Identity)
                    .Add("mount-content", mount.ContextDigest);
                break;
            case RunMountType.Tmpfs:
                key.Add("mount-size", options.SizeBytes.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                key.Add("mount-id", options.Id);
                break;
        }
    }
}
