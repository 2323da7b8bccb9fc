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
    /// <param name="key">Takes the ingredients.</param>
    /// <param name="mount">The mount.</param>
    /// <param name="inputs">Results of the steps that files are mounted from.</param>
    /// <param name="contextDigest">The content digest of what a bind shows of a context; null for other mounts.</param>
    public static void Add(CacheKeyBuilder key, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, string? contextDigest)
    {
        var options = mount.Options;
        key.Add("mount", options.Type.ToString())
            .Add("mount-target", mount.Target)
            .Add("mount-readonly", options.IsReadOnly ? "true" : null)
            .Add("mount-env", options.Env)
            .Add("mount-mode", options.Mode?.ToString(CultureInfo.InvariantCulture))
            .Add("mount-uid", options.UserId?.ToString(CultureInfo.InvariantCulture))
            .Add("mount-gid", options.GroupId?.ToString(CultureInfo.InvariantCulture))
            .Add("mount-required", options.IsRequired ? "true" : null);
        switch (options.Type)
        {
            case RunMountType.Bind:
                key.Add("mount-source", options.Source)
                    .Add("mount-from", mount.From is null ? null : inputs[mount.From].Snapshot.Identity)
                    .Add("mount-content", contextDigest);
                break;
            case RunMountType.Tmpfs:
                key.Add("mount-size", options.SizeBytes.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                key.Add("mount-id", options.Id)
                    .Add("mount-source", options.Source)
                    .Add("mount-from", mount.From is null ? null : inputs[mount.From].Snapshot.Identity);
                break;
        }
    }
}
