using Drydock.Linux.Runtime;
using Drydock.Linux.Users;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Running;

/// <summary>From a container's settings to its sandbox.</summary>
internal static class ContainerSandbox
{
    /// <summary>The sandbox.</summary>
    /// <param name="settings">What the container was asked to be.</param>
    /// <param name="rootPath">Where its root is mounted.</param>
    /// <param name="user">Whom its process runs as.</param>
    /// <param name="terminal">Whether that process gets a terminal.</param>
    internal static SandboxSpec Of(ContainerSettings settings, string rootPath, ResolvedUser user, bool terminal) => new()
    {
        RootPath = rootPath,
        Arguments = [.. settings.Entrypoint, .. settings.Command],
        Environment = Environment(settings, user, terminal),
        WorkingDirectory = settings.WorkingDirectory,
        User = user,
        Hostname = settings.Hostname,
        // Ports are carried in from outside: the network itself is closed.
        Network = settings.Network == ContainerNetwork.Host ? SandboxNetwork.Host : SandboxNetwork.None,
        Insecure = settings.Privileged,
        Terminal = terminal,
        ReadOnlyRoot = settings.ReadOnlyRoot,
        Capabilities = settings.Capabilities,
        SharedMemoryBytes = settings.SharedMemoryBytes,
        ResourceLimits = [.. settings.Limits.Select(limit => new RlimitSpec("RLIMIT_" + limit.Name.ToUpperInvariant(), limit.Soft, limit.Hard))],
    };

    private static List<string> Environment(ContainerSettings settings, ResolvedUser user, bool terminal)
    {
        var environment = new List<string>(settings.Environment);
        Default(environment, "HOSTNAME", settings.Hostname);
        Default(environment, "HOME", user.Home);
        if (terminal)
        {
            Default(environment, "TERM", "xterm");
        }

        return environment;
    }

    private static void Default(List<string> environment, string name, string value)
    {
        if (!environment.Any(entry => entry.StartsWith(name + "=", StringComparison.Ordinal)))
        {
            environment.Add($"{name}={value}");
        }
    }
}
