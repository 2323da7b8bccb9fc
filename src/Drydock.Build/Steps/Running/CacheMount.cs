using System.Globalization;
using System.Text;
using Drydock.Build.Graph;
using Drydock.Dockerfile.Instructions;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Steps.Running;

/// <summary>A directory of <c>RUN --mount=type=cache</c>, kept in the store under a hash of its id.</summary>
internal sealed class CacheMount : IDisposable
{
    private readonly FileLock? _lock;

    private CacheMount(string path, FileLock? fileLock) => (Path, _lock) = (path, fileLock);

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Finds or makes the directory; waits for its lock when it is not shared.</summary>
    public static async Task<CacheMount> OpenAsync(
        BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var store = session.Store.CacheMounts;
        var name = Name(session, mount, inputs);
        var (path, fileLock) = mount.Options.Sharing switch
        {
            CacheSharing.Locked => (name, await store.LockAsync(name, cancellationToken)),
            CacheSharing.Private => store.LockFirstFree(name),
            _ => (name, (FileLock?)null),
        };
        var options = mount.Options;
        Func<RootedDirectory, Task>? fill = mount.From is null && mount.Context is null ? null : target => FillAsync(session, mount, inputs, target, cancellationToken);
        fill = session.SharedMounts?.Use(path, fill, cancellationToken) ?? fill;
        var directory = await store.OpenAsync(path, (int)(options.Mode ?? 0b111_101_101), options.UserId ?? 0, options.GroupId ?? 0, fill, session.Store.Time.GetUtcNow());
        return new CacheMount(directory, fileLock);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    // An id is the user's text; its hash is a safe name. What the directory was first made from belongs to it.
    private static string Name(BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs)
    {
        var options = mount.Options;
        var text = string.Create(CultureInfo.InvariantCulture, $"{session.Options.BuildArgs.GetValueOrDefault("BUILDKIT_CACHE_MOUNT_NS")}\n{options.Id ?? mount.Target}\n{options.UserId}:{options.GroupId}:{options.Mode}\n");
        if (mount.From is not null)
        {
            text += $"{inputs[mount.From].Snapshot.Identity}\n{options.Source}";
        }

        return Digest.OfBytes(Encoding.UTF8.GetBytes(text)).Hex;
    }

    private static async Task FillAsync(
        BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, RootedDirectory target, CancellationToken cancellationToken)
    {
        using var source = await BindMount.OpenAsync(session, mount with { Options = mount.Options with { IsReadOnly = true } }, inputs, cancellationToken);
        using var from = RootedDirectory.Open(source.Path);
        TreeCopy.Copy(from, target, session.Store.Temp, cancellationToken);
    }
}
