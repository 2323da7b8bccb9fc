using System.CommandLine;
using Drydock.Images.Credentials;
using Drydock.Registry;
using Drydock.Registry.Configuration;
using Drydock.Storage;

namespace Drydock.Cli;

/// <summary>Options that every command takes, before it or after it.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Root { get; } = new("--root") { Description = "The store (default: $DRYDOCK_ROOT, else /var/lib/drydock as root)", HelpName = "DIR", Recursive = true };

    public Option<string?> Runtime { get; } = new("--runtime") { Description = "The OCI runtime (default: crun, else runc, from PATH)", HelpName = "PATH", Recursive = true };

    public Option<string[]> InsecureRegistry { get; } = new("--insecure-registry") { Description = "A registry that may speak plain HTTP or show an unknown certificate", HelpName = "HOST[:PORT]", Recursive = true };

    public Option<string[]> Mirror { get; } = new("--registry-mirror") { Description = "A mirror, HOST[:PORT] for docker.io or REGISTRY=HOST[:PORT] (also $DRYDOCK_MIRROR)", HelpName = "MIRROR", Recursive = true };

    public Option<string?> Snapshotter { get; } = new("--snapshotter") { Description = "How layers become a file system: erofs (mounted in place, where the kernel can), overlayfs (unpacked) or native (copied); also $DRYDOCK_SNAPSHOTTER", HelpName = "NAME", Recursive = true };

    public Option<bool> Debug { get; } = new("--debug", "-D") { Description = "On an unexpected error, show where in drydock it happened", Recursive = true };

    public IEnumerable<Option> All => [Root, Runtime, InsecureRegistry, Mirror, Snapshotter, Debug];

    /// <summary>Opens the store that the command line or the environment names.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    public Store OpenStore(ParseResult result) => Store.Open(StoreRoot(result), TimeProvider.System, Rung(result));

    /// <summary>A client that knows credentials, mirrors and insecure hosts.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="onEvent">Told about tokens and retries; null for nobody.</param>
    public RegistryClient CreateRegistryClient(ParseResult result, Action<RegistryEvent>? onEvent = null) => new(() =>
    {
        var options = RegistryConfiguration.Load(run: HelperChild.RunAsync);
        var mirrors = string.Join(',', result.GetValue(Mirror) ?? []);
        return options with
        {
            OnEvent = onEvent,
            InsecureHosts = [.. options.InsecureHosts, .. result.GetValue(InsecureRegistry) ?? []],
            Rules = RegistryConfiguration.Combine(RegistryConfiguration.ParseMirrors(mirrors), options.Rules),
        };
    });

    // The names are containerd's.
    private SnapshotRung Rung(ParseResult result)
    {
        var name = result.GetValue(Snapshotter) is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable("DRYDOCK_SNAPSHOTTER");
        return name switch
        {
            null or "" or "erofs" => SnapshotRung.Erofs,
            "overlayfs" => SnapshotRung.Directories,
            "native" => SnapshotRung.Copies,
            _ => throw new UsageException($"invalid value \"{name}\" for --snapshotter: erofs, overlayfs or native"),
        };
    }

    public string StoreRoot(ParseResult result)
    {
        if (result.GetValue(Root) is { Length: > 0 } root)
        {
            return root;
        }

        if (Environment.GetEnvironmentVariable("DRYDOCK_ROOT") is { Length: > 0 } variable)
        {
            return variable;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return "/var/lib/drydock";
        }

        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        return Path.Combine(data, "drydock");
    }
}
