using Drydock.Build.Graph;
using Drydock.Dockerfile.Instructions;
using Drydock.Linux.Files;
using Drydock.Linux.Runtime;
using Drydock.Storage;

namespace Drydock.Build.Steps.Running;

/// <summary>The mounts of one RUN, made ready on the host's side; disposing it takes them down.</summary>
internal sealed class RunMounts : IDisposable
{
    private readonly List<IDisposable> _held = [];
    private readonly List<SandboxMount> _mounts = [];
    private readonly List<string> _environment = [];

    private RunMounts()
    {
    }

    /// <summary>What the runtime mounts, in order.</summary>
    public IReadOnlyList<SandboxMount> Sandbox => _mounts;

    /// <summary>Variables that come with the mounts: secrets, the agent's socket.</summary>
    public IReadOnlyList<string> Environment => _environment;

    /// <summary>Makes the mounts of a step ready.</summary>
    /// <exception cref="StepException">A source does not exist, or a required secret was not given.</exception>
    public static async Task<RunMounts> OpenAsync(
        BuildSession session, RunStep step, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var mounts = new RunMounts();
        try
        {
            foreach (var script in step.Scripts)
            {
                mounts.AddScript(session, script);
            }

            foreach (var mount in step.Mounts)
            {
                await mounts.AddAsync(session, mount, inputs, cancellationToken);
            }

            return mounts;
        }
        catch
        {
            mounts.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            _held[i].Dispose();
        }
    }

    private async Task AddAsync(BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var options = mount.Options;
        switch (options.Type)
        {
            case RunMountType.Tmpfs:
                _mounts.Add(new SandboxMount(mount.Target, null, ReadOnly: false) { SizeBytes = options.SizeBytes > 0 ? options.SizeBytes : null, NoSuid = true });
                break;
            case RunMountType.Secret:
                AddSecret(session, mount);
                break;
            case RunMountType.Ssh:
                AddAgent(session, mount);
                break;
            case RunMountType.Cache:
                await AddCacheAsync(session, mount, inputs, cancellationToken);
                break;
            default:
                await AddBindAsync(session, mount, inputs, cancellationToken);
                break;
        }
    }

    private async Task AddBindAsync(BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var bind = await BindMount.OpenAsync(session, mount, inputs, cancellationToken);
        _held.Add(bind);
        _mounts.Add(new SandboxMount(mount.Target, bind.Path, mount.Options.IsReadOnly));
    }

    private async Task AddCacheAsync(BuildSession session, StepMount mount, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
    {
        var cache = await CacheMount.OpenAsync(session, mount, inputs, cancellationToken);
        _held.Add(cache);
        _mounts.Add(new SandboxMount(mount.Target, cache.Path, mount.Options.IsReadOnly));
    }

    private void AddSecret(BuildSession session, StepMount mount)
    {
        var options = mount.Options;
        var id = options.Id ?? options.Source ?? mount.Target.Split('/')[^1];
        if (!session.Options.Sandbox.Secrets.TryGetValue(id, out var read))
        {
            if (options.IsRequired)
            {
                throw new StepException($"secret {id}: not found\ngive it with --secret id={id},src=FILE or --secret id={id},env=NAME");
            }

            return;
        }

        var value = read();
        if (options.Env is not null)
        {
            _environment.Add($"{(options.Env.Length > 0 ? options.Env : id)}={Linux.ByteText.Decode(value)}");
        }

        if (mount.Target != "/")
        {
            AddFile(session, mount.Target, value, (int)(options.Mode ?? 0x100), options.UserId ?? 0, options.GroupId ?? 0);
        }
    }

    private void AddAgent(BuildSession session, StepMount mount)
    {
        var options = mount.Options;
        var id = options.Id ?? "default";
        _environment.Add($"SSH_AUTH_SOCK={mount.Target}");
        if (session.Options.Sandbox.SshSockets.TryGetValue(id, out var socket))
        {
            _mounts.Add(new SandboxMount(mount.Target, socket, ReadOnly: true));
        }
        else if (options.IsRequired)
        {
            throw new StepException($"ssh agent {id}: not found\ngive it with --ssh {id}");
        }
    }

    private void AddScript(BuildSession session, HeredocFile script) =>
        AddFile(session, RunScript.Directory + script.Name, Linux.ByteText.Encode(script.Content), 0b111_101_101, 0, 0);

    // Below the store's mount point lies memory: a secret never touches a disk.
    private void AddFile(BuildSession session, string target, byte[] content, int mode, uint uid, uint gid)
    {
        var directory = session.Mounts.NewDirectory("file");
        using var root = RootedDirectory.Open(directory);
        var name = Linux.UnixPath.FromText("content");
        using (var file = root.CreateFile(name, mode))
        {
            file.Write(content);
        }

        root.SetOwner(name, uid, gid);
        root.SetMode(name, mode);
        _held.Add(new TempTree(directory));
        _mounts.Add(new SandboxMount(target, $"{directory}/content", ReadOnly: true));
    }

    private sealed class TempTree(string path) : IDisposable
    {
        public void Dispose() => HostTree.Remove(path);
    }
}
