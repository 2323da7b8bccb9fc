using Drydock.Build.Caching;
using Drydock.Build.Caching.Explaining;
using Drydock.Build.Caching.Sharing;
using Drydock.Build.Contexts;
using Drydock.Build.Exporting;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Build.Sources;
using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;
using Drydock.Build.Steps.Running;
using Drydock.Images.Resolving;
using Drydock.Linux.Runtime;
using Drydock.Storage;
using Drydock.Storage.Mounting;

namespace Drydock.Build;

/// <summary>What the steps of one build share: the store, its mounts, the runtime, digests of files.</summary>
public sealed class BuildSession : IDisposable
{
    private readonly Lazy<SnapshotMounts> _mounts;
    private readonly Lazy<ContainerRunner> _runner;
    private readonly Lazy<SandboxFiles> _sandboxFiles;
    private readonly Lazy<SourceFetcher> _sources;
    private readonly Lazy<DeviceFolders?> _devices;
    private readonly Dictionary<string, FileDigestIndex> _indexes = [];
    private readonly StoreLease _lease;
    private Task _preparing = Task.CompletedTask;
    private bool _prepares;

    /// <summary>Begins a build in a store.</summary>
    public BuildSession(Store store, BuildOptions options, ProgressReporter progress, CancellationToken cancellationToken)
    {
        (Store, Options, Progress) = (store, options, progress);
        _lease = StoreLease.Take(store, cancellationToken);
        _mounts = new Lazy<SnapshotMounts>(() => new SnapshotMounts(store));
        _runner = new Lazy<ContainerRunner>(() => OciRuntime.Find(options.Sandbox.RuntimePath).Prepare(Mounts.NewDirectory("runtime")));
        _sandboxFiles = new Lazy<SandboxFiles>(WriteSandboxFiles);
        Layers = new BaseLayers(new LayerFetcher(store), progress, options.RequireExecution);
        _sources = new Lazy<SourceFetcher>(() => new SourceFetcher(store, Cache, options.Connections, options.Sandbox, options.RequireExecution));
        _devices = new Lazy<DeviceFolders?>(() => MayGuardDevices && DeviceGuard.TryEnter() ? new DeviceFolders(() => DeviceFolder.Make(Mounts.NewDirectory("dev"))) : null);
        RunSlots = new SemaphoreSlim(options.Jobs);
        WorkDirectories = new WorkDirectories(store.Temp);
        Journal = new BuildJournal(store, options);
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>What is being built.</summary>
    public BuildOptions Options { get; }

    /// <summary>Where events go.</summary>
    public ProgressReporter Progress { get; }

    /// <summary>Layers of bases, fetched when a step needs them.</summary>
    public BaseLayers Layers { get; }

    /// <summary>Caches shared with other machines; null for none.</summary>
    internal SharedCache? Shared { get; init; }

    /// <summary>Cache mounts shared with other machines; null for none.</summary>
    internal SharedMounts? SharedMounts { get; init; }

    /// <summary>Whether the graph has a RUN, so that all for the first one is made ready as soon as a step is not in the cache.</summary>
    internal bool ExpectsRun { get; set; }

    /// <summary>Results of steps.</summary>
    internal StepCache Cache => field ??= new StepCache(Store, Shared, Layers);

    /// <summary>Tars of what RUN steps left.</summary>
    internal LayerTars Tars => field ??= new LayerTars(this);

    /// <summary>What overlayfs needs beside what RUN steps write.</summary>
    internal WorkDirectories WorkDirectories { get; }

    /// <summary>Bounds how many RUN steps execute at once.</summary>
    public SemaphoreSlim RunSlots { get; }

    /// <summary>What the steps came to.</summary>
    public BuildJournal Journal { get; }

    /// <summary>Mounted snapshots; the first use needs a mount namespace of our own.</summary>
    /// <exception cref="ExecutionNeededException">The build may only answer from the store.</exception>
    public SnapshotMounts Mounts
    {
        get
        {
            Options.RequireExecution();
            return _mounts.Value;
        }
    }

    /// <summary>The same when there was such a use; null otherwise.</summary>
    internal SnapshotMounts? UsedMounts => _mounts.IsValueCreated ? _mounts.Value : null;

    /// <summary>The OCI runtime, ready to run.</summary>
    /// <exception cref="RuntimeException">There is none.</exception>
    public ContainerRunner Runner => _runner.Value;

    /// <summary>Fetches URLs and git repositories.</summary>
    internal SourceFetcher Sources => _sources.Value;

    /// <summary><c>/etc/hosts</c>, <c>/etc/resolv.conf</c> and <c>/etc/hostname</c> of RUN.</summary>
    public SandboxFiles SandboxFiles => _sandboxFiles.Value;

    /// <summary>Each <c>/dev</c> for RUN, which a control group guards; null where none can, and nothing else may open devices then.</summary>
    internal DeviceFolders? Devices => _devices.Value;

    /// <summary>The host name in RUN.</summary>
    public string Hostname => Options.BuildArgs.GetValueOrDefault("BUILDKIT_SANDBOX_HOSTNAME") ?? "buildkitsandbox";

    /// <summary>Tells that the cache does not have a step, and why.</summary>
    /// <exception cref="StepException">Steps may not be executed: <c>--require-cached</c>.</exception>
    internal void ReportMiss(BuildStep step, CacheKey key, VertexReporter vertex)
    {
        if (Journal.Miss(step, key) is not { } reason)
        {
            return;
        }

        PrepareToRun();
        vertex.Missed(reason.Text);
        if (Options.RequireCached)
        {
            throw new StepException($"the step {step.Name} is not in the cache, and --require-cached forbids to execute it: {reason.Text}");
        }
    }

    // Whatever is missing first, a RUN that comes after it will be executed too; until then there is another processor.
    private void PrepareToRun()
    {
        if (!ExpectsRun || Interlocked.Exchange(ref _prepares, true))
        {
            return;
        }

        _preparing = Task.Run(() =>
        {
            _ = Devices;
            Runner.Prepare();
            _ = SandboxFiles;
        });
    }

    /// <summary>Measures a piece of work, where somebody asked.</summary>
    internal PhaseSpan Phase(string name) => Options.Trace?.Measure(name) ?? default;

    /// <summary>Mounts a snapshot read-only, its base's layers fetched first.</summary>
    public async Task<MountedView> MountViewAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        await Layers.EnsureAsync(snapshot, cancellationToken);
        using var phase = Phase("mount a view");
        return Mounts.MountView(snapshot.Layers);
    }

    /// <summary>A context as a source of COPY.</summary>
    public SourceTree OpenContext(BuildContext context)
    {
        FileDigestIndex? index;
        lock (_indexes)
        {
            if (!_indexes.TryGetValue(context.HostPath, out index))
            {
                _indexes[context.HostPath] = index = FileDigestIndex.Open(Store, context.HostPath);
            }
        }

        return new SourceTree(context.Root.OpenSubdirectory(default), context.Filter, keepOwner: false, new FileDigests(index, Store.Time));
    }

    /// <summary>Begins to remember what was learned about the files of contexts, beside what follows.</summary>
    internal void SaveContextDigests()
    {
        if (Options.AnswerOnly)
        {
            // Nothing was hashed, so nothing is written.
            return;
        }

        ContextDigestsSaved = Task.Run(WriteContextDigests);
    }

    /// <summary>Done when that is remembered.</summary>
    internal Task ContextDigestsSaved { get; private set; } = Task.CompletedTask;

    private void WriteContextDigests()
    {
        lock (_indexes)
        {
            foreach (var index in _indexes.Values)
            {
                index.Save(Store.Temp);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A failure is that of the step which needs the same.
        Task.WhenAll(_preparing, ContextDigestsSaved).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        Tars.Dispose();
        WorkDirectories.Dispose();
        if (_devices.IsValueCreated)
        {
            _devices.Value?.Dispose();
        }

        RunSlots.Dispose();
        if (_sources.IsValueCreated)
        {
            _sources.Value.Dispose();
        }

        _lease.Dispose();
    }

    // A runtime that makes a control group of its own, for limits or as runc always does, leads the step out of the
    // guard's; and an insecure step, which may use any device, runs in this same process.
    private bool MayGuardDevices => Runner.Kind == RuntimeKind.Crun && Options.Sandbox.Resources is null && !Options.Allowed.Contains(Entitlements.Insecure);

    // A step sees the image's own /etc/hostname, as it does with BuildKit.
    private SandboxFiles WriteSandboxFiles() => SandboxFiles.Write(
        Mounts.NewDirectory("etc"), Hostname, [.. Options.Sandbox.ExtraHosts.Select(h => $"{h.Address} {h.Host}")]) with { Hostname = null };
}
