using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Containers.Creating;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Commands;

/// <summary>From flags to <see cref="ContainerRequest"/>.</summary>
internal static class ContainerRequests
{
    /// <exception cref="UsageException">A flag's value is malformed.</exception>
    public static ContainerRequest Create(ParseResult result, ContainerFlags flags)
    {
        string[] Values(Option<string[]> option) => result.GetValue(option) ?? [];
        var network = Network(result.GetValue(flags.Network));
        var ports = Values(flags.Publish).SelectMany(PortArgument.Parse).ToList();
        if (ports.Count > 0 && network is not null)
        {
            Console.Error.WriteLine($"WARNING: Published ports are discarded when using {(network == ContainerNetwork.Host ? "host network mode" : "no network")}");
            ports.Clear();
        }

        return new ContainerRequest
        {
            Name = result.GetValue(flags.Name),
            Entrypoint = result.GetValue(flags.Entrypoint),
            Command = result.GetValue(flags.Command) ?? [],
            Environment = EnvironmentArgument.Parse(Values(flags.EnvironmentFile), Values(flags.Environment)),
            WorkingDirectory = result.GetValue(flags.WorkingDirectory),
            User = result.GetValue(flags.User),
            Hostname = result.GetValue(flags.Hostname),
            Network = network ?? ContainerNetwork.Host,
            Ports = ports,
            PublishAll = result.GetValue(flags.PublishAll) && network is null,
            ExposedPorts = [.. Values(flags.Expose).Select(port => port.Contains('/', StringComparison.Ordinal) ? port : port + "/tcp")],
            Mounts =
            [
                .. Values(flags.Volume).Select(VolumeArgument.ParseVolume),
                .. Values(flags.Mount).Select(VolumeArgument.ParseMount),
                .. Values(flags.Memory).Select(VolumeArgument.ParseMemory),
            ],
            Labels = PairArgument.Parse(Values(flags.Label), "--label", fromEnvironment: false),
            ExtraHosts = [.. Values(flags.AddHost).Select(HostArgument.Parse).Select(host => $"{host.Address} {host.Host}")],
            Terminal = result.GetValue(flags.Terminal),
            OpenInput = result.GetValue(flags.Interactive),
            ReadOnlyRoot = result.GetValue(flags.ReadOnly),
            Privileged = result.GetValue(flags.Privileged),
            AddedCapabilities = Values(flags.AddCapability),
            DroppedCapabilities = Values(flags.DropCapability),
            Limits = [.. Values(flags.Ulimit).Select(UlimitArgument.Parse).Select(limit => new ContainerLimit(limit.Name, limit.Soft, limit.Hard))],
            SharedMemoryBytes = result.GetValue(flags.SharedMemory) is { } size ? SizeArgument.Parse("--shm-size", size) : null,
            StopSignal = result.GetValue(flags.StopSignal),
            StopSeconds = result.GetValue(flags.StopTimeout),
            AutoRemove = result.GetValue(flags.Remove),
        };
    }

    private static ContainerNetwork? Network(string? mode) => mode switch
    {
        null or "" or "default" => null,
        "host" => ContainerNetwork.Host,
        "none" => ContainerNetwork.None,
        _ => throw new UsageException($"--network {mode} is not available in this version: there are no networks between containers; host and none are, and --publish"),
    };
}
