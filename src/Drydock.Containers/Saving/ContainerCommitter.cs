using Drydock.Layers;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Containers;
using Drydock.Storage.Mounting;

namespace Drydock.Containers.Saving;

/// <summary>What <c>commit</c> writes into the new image.</summary>
public sealed record CommitOptions
{
    /// <summary>The author; null keeps the image's.</summary>
    public string? Author { get; init; }

    /// <summary>A remark for the history.</summary>
    public string? Message { get; init; }

    /// <summary>Changes the config; null leaves it.</summary>
    public Func<ImageConfig, ImageConfig>? Change { get; init; }
}

/// <summary>Makes images of containers. Needs a mount namespace of one's own.</summary>
public sealed class ContainerCommitter(Store store)
{
    /// <summary>Makes an image of what a container was made of and what it changed.</summary>
    /// <param name="record">The container.</param>
    /// <param name="name">The image's name; null for none.</param>
    /// <param name="options">What to write into it.</param>
    /// <param name="cancellationToken">Ends the work; nothing stays.</param>
    public ImageRecord Commit(ContainerRecord record, Reference? name, CommitOptions options, CancellationToken cancellationToken)
    {
        using var lease = StoreLease.Take(store, cancellationToken);
        var layers = record.Layers.Select(id => store.Layers.Find(id) ?? throw new StoreException($"the store has lost layer {id} of container {record.Name}")).ToList();
        layers.Add(WriteLayer(record, cancellationToken));
        var id = store.Blobs.WriteDocument(OciJson.Serialize(Config(record, layers, options)));
        var image = new ImageRecord
        {
            Id = id,
            Name = name?.ToString(),
            Layers = [.. layers.Select(layer => new ImageLayer(layer.DiffId!.Value, layer.TarBytes, layer.FileBytes, null))],
            Tagged = Now(),
            Origin = "commit",
        };
        store.Images.Write(image);
        return image;
    }

    private LayerRecord WriteLayer(ContainerRecord record, CancellationToken cancellationToken)
    {
        if (!store.Containers.HasUpper(record.Id))
        {
            using var empty = store.NewLayer();
            using var nothing = empty.OpenWriter();
            return empty.Commit(nothing.Complete());
        }

        using var view = new SnapshotMounts(store).MountView(record.Layers);
        using var lower = view.Open();
        using var draft = store.NewLayer(TreeEntries.Lookup(lower));
        using var writer = draft.OpenWriter();
        WholeRoot.WriteChange(store.Containers.UpperOf(record.Id), lower, writer, null, cancellationToken);
        return draft.Commit(writer.Complete());
    }

    private ImageConfig Config(ContainerRecord record, IReadOnlyList<LayerRecord> layers, CommitOptions options)
    {
        var image = OciJson.Deserialize<ImageConfig>(store.Blobs.ReadDocument(record.ImageId));
        var settings = record.Settings;
        var config = image.Config with
        {
            Entrypoint = settings.Entrypoint.Count > 0 ? settings.Entrypoint : null,
            Cmd = settings.Command.Count > 0 ? settings.Command : null,
            Env = settings.Environment,
            WorkingDir = settings.WorkingDirectory,
            User = settings.User,
            Labels = settings.Labels.Count > 0 ? settings.Labels : null,
            ExposedPorts = settings.ExposedPorts.Count > 0 ? new StringSet(settings.ExposedPorts) : null,
        };
        var entry = new HistoryEntry
        {
            Created = Now(),
            CreatedBy = string.Join(' ', settings.Entrypoint.Concat(settings.Command)),
            Author = options.Author,
            Comment = options.Message,
        };
        var committed = image with
        {
            Author = options.Author ?? image.Author,
            Config = config,
            Created = Now(),
            History = [.. image.History ?? [], entry],
            RootFs = new RootFs { DiffIds = [.. layers.Select(layer => layer.DiffId!.Value)] },
        };
        return options.Change?.Invoke(committed) ?? committed;
    }

    private string Now() => OciTime.Format(store.Time.GetUtcNow());
}
