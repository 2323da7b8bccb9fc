using Drydock.Build.Graph;
using Drydock.Build.Steps.Copying;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Storage.Mounting;

namespace Drydock.Build.Steps.Running;

/// <summary>
/// Files of a context, stage or image as a mount of RUN. The source is resolved inside its root and
/// held open: what is swapped for a link meanwhile is not followed. What is written is thrown away.
/// </summary>
internal sealed class BindMount : IDisposable
{
    private readonly List<IDisposable> _held;

    private BindMount(string path, List<IDisposable> held) => (Path, _held) = (path, held);

    /// <summary>Where the files are on the host's side.</summary>
    public string Path { get; }

    /// <summary>Makes the mount ready.</summary>
    /// <exception cref="StepException">The source does not exist.</exception>
    public static async Task<BindMount> OpenAsync(
        BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var held = new List<IDisposable>();
        RootedDirectory root;
        if (mount.From is { } from)
        {
            var view = await session.MountViewAsync(inputs[from].Snapshot, cancellationToken);
            held.Add(view);
            root = view.Open();
        }
        else
        {
            root = mount.Context!.Root.OpenSubdirectory(default);
        }

        held.Add(root);
        var source = UnixPath.FromText(SourceSelector.Clean(mount.Options.Source ?? "/"));
        if (!root.TryStat(source, out var status, followSymlink: true))
        {
            throw new StepException($"failed to mount \"{mount.Options.Source}\": not found");
        }

        var path = Show(session, root, source, status, held);
        return new BindMount(mount.Options.IsReadOnly ? path : Writable(session, path, status, held), held);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            _held[i].Dispose();
        }
    }

    private static string Show(BuildSession session, RootedDirectory root, UnixPath source, FileStatus status, List<IDisposable> held)
    {
        if (status.IsDirectory)
        {
            var target = session.Mounts.NewDirectory("bind");
            root.BindTo(source, target, MountOptions.NoDevices);
            held.Add(new MountedView(target));
            return target;
        }

        var file = session.Mounts.NewFile("bind");
        root.BindTo(source, file, MountOptions.NoDevices);
        held.Add(new MountedFile(file));
        return file;
    }

    private static string Writable(BuildSession session, string path, FileStatus status, List<IDisposable> held)
    {
        var scratch = status.IsDirectory ? session.Mounts.MountScratch(path) : session.Mounts.CopyScratch(path);
        held.Add(scratch);
        return scratch.Path;
    }

    private sealed class MountedFile(string path) : IDisposable
    {
        public void Dispose() => Mount.UnmountIfMounted(path);
    }
}
