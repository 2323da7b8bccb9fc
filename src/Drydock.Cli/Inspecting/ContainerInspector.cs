using System.Globalization;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Containers;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Inspecting;

/// <summary>A container as <c>docker container inspect</c> shows it, as far as it exists here.</summary>
internal static class ContainerInspector
{
    private const string NoTime = "0001-01-01T00:00:00Z";

    public static Inspector Inspector { get; } = new("container", (store, word, _) => Find(store, word));

    private static JsonObject? Find(Store store, string word) =>
        ContainerLookup.TryFind(store, word) is { } record ? Document(store, record) : null;

    private static JsonObject Document(Store store, ContainerRecord record)
    {
        var settings = record.Settings;
        string[] command = [.. settings.Entrypoint, .. settings.Command];
        return new JsonObject
        {
            ["Id"] = record.Id,
            ["Created"] = record.Created,
            ["Path"] = command[0],
            ["Args"] = JsonText.Array(command.Skip(1)),
            ["State"] = State(record),
            ["Image"] = record.ImageId.ToString(),
            ["LogPath"] = Path.Combine(store.Containers.DirectoryOf(record.Id), "log"),
            ["Name"] = "/" + record.Name,
            ["RestartCount"] = 0,
            ["Driver"] = "overlay",
            ["Platform"] = "linux",
            ["HostConfig"] = HostConfig(settings),
            ["GraphDriver"] = new JsonObject { ["Name"] = "overlay", ["Data"] = new JsonObject { ["UpperDir"] = store.Containers.UpperOf(record.Id) } },
            ["Mounts"] = new JsonArray([.. settings.Mounts.Select(mount => (JsonNode)Mount(store, mount))]),
            ["Config"] = Config(record),
            ["NetworkSettings"] = new JsonObject { ["Ports"] = Ports(record.State.Ports, settings.ExposedPorts) },
        };
    }

    private static JsonObject State(ContainerRecord record) => new()
    {
        ["Status"] = ContainerText.State(record.State.Status),
        ["Running"] = record.State.Status == ContainerStatus.Running,
        ["Paused"] = false,
        ["Restarting"] = false,
        ["OOMKilled"] = false,
        ["Dead"] = false,
        ["Pid"] = ContainerControl.ProcessId(record) ?? 0,
        ["ExitCode"] = record.State.ExitCode,
        ["Error"] = record.State.Error ?? "",
        ["StartedAt"] = record.State.Started ?? NoTime,
        ["FinishedAt"] = record.State.Finished ?? NoTime,
    };

    private static JsonObject HostConfig(ContainerSettings settings) => new()
    {
        ["NetworkMode"] = ContainerText.Network(settings.Network),
        ["PortBindings"] = Ports(settings.Ports, []),
        ["AutoRemove"] = settings.AutoRemove,
        ["Capabilities"] = settings.Capabilities is { } capabilities ? JsonText.Array(capabilities) : null,
        ["ExtraHosts"] = JsonText.Array(settings.ExtraHosts.Select(line => string.Join(':', line.Split(' ', 2).AsEnumerable().Reverse()))),
        ["Privileged"] = settings.Privileged,
        ["PublishAllPorts"] = false,
        ["ReadonlyRootfs"] = settings.ReadOnlyRoot,
        ["RestartPolicy"] = new JsonObject { ["Name"] = "no", ["MaximumRetryCount"] = 0 },
        ["ShmSize"] = settings.SharedMemoryBytes,
        ["Ulimits"] = new JsonArray([.. settings.Limits.Select(limit => (JsonNode)new JsonObject { ["Name"] = limit.Name, ["Hard"] = limit.Hard, ["Soft"] = limit.Soft })]),
    };

    private static JsonObject Mount(Store store, ContainerMount mount) => new()
    {
        ["Type"] = mount.Kind switch
        {
            ContainerMountKind.Bind => "bind",
            ContainerMountKind.Volume => "volume",
            _ => "tmpfs",
        },
        ["Name"] = mount.Kind == ContainerMountKind.Volume ? mount.Source : "",
        ["Source"] = mount.Kind == ContainerMountKind.Volume ? store.Volumes.PathOf(mount.Source) : mount.Source,
        ["Destination"] = mount.Destination,
        ["RW"] = !mount.ReadOnly,
    };

    private static JsonObject Config(ContainerRecord record)
    {
        var settings = record.Settings;
        return new JsonObject
        {
            ["Hostname"] = settings.Hostname,
            ["User"] = settings.User,
            ["Tty"] = settings.Terminal,
            ["OpenStdin"] = settings.OpenInput,
            ["ExposedPorts"] = new JsonObject(settings.ExposedPorts.Select(port => KeyValuePair.Create(port, (JsonNode?)new JsonObject()))),
            ["Env"] = JsonText.Array(settings.Environment),
            ["Cmd"] = JsonText.Array(settings.Command),
            ["Image"] = record.Image,
            ["WorkingDir"] = settings.WorkingDirectory,
            ["Entrypoint"] = JsonText.Array(settings.Entrypoint),
            ["Labels"] = new JsonObject(settings.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
            ["StopSignal"] = settings.StopSignal.ToString(CultureInfo.InvariantCulture),
            ["StopTimeout"] = settings.StopSeconds,
        };
    }

    private static JsonObject Ports(IEnumerable<PublishedPort> ports, IEnumerable<string> exposed)
    {
        var document = new JsonObject();
        foreach (var port in exposed)
        {
            document[port] = null;
        }

        foreach (var group in ports.GroupBy(port => string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort}/tcp")))
        {
            document[group.Key] = new JsonArray([.. group.Select(port => (JsonNode)new JsonObject
            {
                ["HostIp"] = port.HostAddress ?? "0.0.0.0",
                ["HostPort"] = port.HostPort.ToString(CultureInfo.InvariantCulture),
            })]);
        }

        return document;
    }
}
