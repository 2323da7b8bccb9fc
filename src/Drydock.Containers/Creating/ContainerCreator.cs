using Drydock.Linux.Emulation;
using Drydock.Linux.Processes;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Creating;

/// <summary>Makes containers of images.</summary>
public sealed class ContainerCreator(Store store)
{
    private const string Tcp = "/tcp";

    /// <summary>Creates a container that does not run yet.</summary>
    /// <param name="image">An image of the store.</param>
    /// <param name="word">What the user called it.</param>
    /// <param name="request">What is asked of the container.</param>
    /// <exception cref="ContainerException">The request makes no sense for this image.</exception>
    /// <exception cref="StoreException">Another container has the name, or the store has lost a part of the image.</exception>
    public ContainerRecord Create(ImageRecord image, string word, ContainerRequest request)
    {
        using var lease = StoreLease.Take(store, CancellationToken.None);
        var document = OciJson.Deserialize<ImageConfig>(store.Blobs.ReadDocument(image.Id));
        var config = document.Config;
        if (ForeignPrograms.FindObstacle(Platform.Host.Architecture, document.Os, document.Architecture) is { } obstacle)
        {
            throw new ContainerException(obstacle, 125);
        }

        var id = ContainerNames.NewId();
        var record = new ContainerRecord
        {
            Id = id,
            Name = NameOf(request),
            Image = word,
            ImageId = image.Id,
            Layers = [.. image.Layers.Select(layer => LayerStore.IdOf(layer.DiffId))],
            Created = OciTime.Format(store.Time.GetUtcNow()),
            Settings = Settings(config, request, id),
        };
        store.Containers.Create(record);
        return record;
    }

    private string NameOf(ContainerRequest request)
    {
        if (request.Name is not { } name)
        {
            return ContainerNames.NewName(store.Containers.All().Select(c => c.Name).ToHashSet());
        }

        name = name.TrimStart('/');
        return ContainerNames.IsValid(name)
            ? name
            : throw new ContainerException($"Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", 125);
    }

    private static ContainerSettings Settings(ContainerConfig config, ContainerRequest request, string id)
    {
        var entrypoint = request.Entrypoint switch
        {
            null => config.Entrypoint ?? [],
            "" => [],
            var program => [program],
        };
        var command = request.Command.Count > 0 ? request.Command : request.Entrypoint is null ? config.Cmd ?? [] : [];
        if (entrypoint.Count + command.Count == 0)
        {
            throw new ContainerException("no command specified: the image has neither ENTRYPOINT nor CMD\ngive a command after the image, or --entrypoint", 125);
        }

        var workingDirectory = request.WorkingDirectory ?? config.WorkingDir ?? "";
        if (workingDirectory.Length > 0 && workingDirectory[0] != '/')
        {
            throw new ContainerException($"the working directory '{workingDirectory}' is invalid, it needs to be an absolute path", 125);
        }

        string[] exposed = [.. (config.ExposedPorts ?? []).Union(request.ExposedPorts)];
        var ports = Ports(request, exposed);
        return new ContainerSettings
        {
            Entrypoint = entrypoint,
            Command = command,
            Environment = EnvironmentList.Merge([EnvironmentList.DefaultPath, .. config.Env ?? []], request.Environment),
            WorkingDirectory = workingDirectory.Length > 0 ? workingDirectory : "/",
            User = request.User ?? config.User ?? "",
            Hostname = request.Hostname ?? id[..12],
            Network = ports.Count > 0 ? ContainerNetwork.Published : request.Network,
            Ports = ports,
            ExposedPorts = exposed,
            Mounts = Mounts(config, request),
            Labels = Labels(config, request),
            ExtraHosts = request.ExtraHosts,
            Terminal = request.Terminal,
            OpenInput = request.OpenInput,
            ReadOnlyRoot = request.ReadOnlyRoot,
            Privileged = request.Privileged,
            Capabilities = CapabilityList.Of(request.AddedCapabilities, request.DroppedCapabilities),
            Limits = request.Limits,
            SharedMemoryBytes = request.SharedMemoryBytes ?? 64 << 20,
            StopSignal = SignalOf(request.StopSignal ?? config.StopSignal),
            StopSeconds = request.StopSeconds ?? 10,
            AutoRemove = request.AutoRemove,
        };
    }

    private static List<PublishedPort> Ports(ContainerRequest request, IEnumerable<string> exposed)
    {
        var ports = request.Ports.ToList();
        foreach (var port in request.PublishAll ? exposed : [])
        {
            if (port.EndsWith(Tcp, StringComparison.Ordinal) && int.TryParse(port[..^Tcp.Length], out var number) && ports.All(p => p.ContainerPort != number))
            {
                ports.Add(new PublishedPort(null, 0, number));
            }
        }

        return ports;
    }

    // Volumes of the image get a volume of their own unless something else is mounted there.
    private static IReadOnlyList<ContainerMount> Mounts(ContainerConfig config, ContainerRequest request)
    {
        var asked = request.Mounts.Select(mount => mount.Kind == ContainerMountKind.Volume && mount.Source.Length == 0 ? Anonymous(mount) : mount).ToList();
        if (asked.GroupBy(mount => mount.Destination.TrimEnd('/')).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ContainerException($"Duplicate mount point: {twice.Key}", 125);
        }

        var own = (config.Volumes ?? [])
            .Where(path => path.StartsWith('/') && asked.All(mount => mount.Destination.TrimEnd('/') != path.TrimEnd('/')))
            .Select(path => Anonymous(new ContainerMount(ContainerMountKind.Volume, "", path, ReadOnly: false)));
        // Outer mounts come before those inside them.
        return [.. own.Concat(asked).OrderBy(mount => mount.Destination.Count(c => c == '/'))];
    }

    private static ContainerMount Anonymous(ContainerMount mount) => mount with { Source = ContainerNames.NewId(), Anonymous = true };

    private static StringMap Labels(ContainerConfig config, ContainerRequest request)
    {
        var labels = new StringMap(config.Labels ?? []);
        foreach (var (name, value) in request.Labels)
        {
            labels[name] = value;
        }

        return labels;
    }

    private static int SignalOf(string? text) => text is null or "" ? Signals.Terminate : Signals.TryParse(text, out var number)
        ? number
        : throw new ContainerException($"invalid signal: {text}", 125);
}
