using Drydock.Layers.Validation;
using Drydock.Oci;
using Drydock.Oci.Validation;

namespace Drydock.Storage.Checking;

/// <summary>
/// Recomputes all that is claimed of an image: digests, DiffIDs and sizes of its layers, their order and number
/// in record, config, manifest and history, and the form of its documents.
/// </summary>
public static class ImageValidator
{
    /// <summary>Validates an image of a store; every byte of its layers is read.</summary>
    /// <returns>One sentence for each mismatch; empty when all is as claimed.</returns>
    public static IReadOnlyList<string> Validate(Store store, ImageRecord record)
    {
        var problems = new List<string>(ValidateRecord(store, record));
        foreach (var layer in record.AllLayers.Where(l => store.Blobs.Contains(l.DiffId)))
        {
            using var tar = store.Blobs.OpenRead(layer.DiffId);
            problems.AddRange(LayerValidator.Validate(tar, layer.DiffId, layer.TarBytes, layer.DiffId).Select(p => $"layer {layer.DiffId}: {p}"));
        }

        return problems;
    }

    /// <summary>As <see cref="Validate"/>, but without reading the layers: what else has verified those.</summary>
    internal static IReadOnlyList<string> ValidateRecord(Store store, ImageRecord record) =>
    [
        .. record.Platforms is { } platforms ? ValidatePlatforms(store, record, platforms) : ValidateImage(store, record),
        .. (record.Attestations ?? []).SelectMany(a => ValidateStatement(store, a)),
    ];

    private static IEnumerable<string> ValidateStatement(Store store, ImageAttestation statement)
    {
        try
        {
            store.Blobs.ReadDocument(statement.Predicate);
            return [];
        }
        catch (StoreException e)
        {
            return [$"its statement {statement.PredicateType} cannot be used: {e.Message}"];
        }
    }

    private static IEnumerable<string> ValidatePlatforms(Store store, ImageRecord record, IReadOnlyList<PlatformImage> platforms)
    {
        var problems = platforms.SelectMany(p => ValidateImage(store, record.Narrow(p)).Select(problem => $"{p.Platform}: {problem}"));
        return platforms.Any(p => p.Id == record.Id) ? problems : problems.Append($"the image {record.Id} of this machine is none of its platforms");
    }

    private static List<string> ValidateImage(Store store, ImageRecord record)
    {
        byte[] bytes;
        ImageConfig config;
        try
        {
            bytes = store.Blobs.ReadDocument(record.Id);
            config = OciDocuments.ReadConfig(bytes);
        }
        catch (Exception e) when (e is StoreException or FormatException)
        {
            return [$"its config cannot be used: {e.Message}"];
        }

        var problems = new List<string>();
        var diffIds = config.RootFs.DiffIds ?? [];
        if (!diffIds.SequenceEqual(record.Layers.Select(l => l.DiffId)))
        {
            problems.Add("its config names other layers than its record");
        }

        problems.AddRange(record.Layers.SelectMany(l => ValidateLayer(store, l)));
        problems.AddRange(ValidateManifest(store, record, diffIds.Count));
        if (IsOwn(record))
        {
            problems.AddRange(OciValidator.Validate(bytes, OciDocumentKind.Config).Where(p => !p.IsAdvice).Select(p => $"config: {p}"));
            var made = config.History?.Count(h => h.EmptyLayer != true) ?? diffIds.Count;
            if (made != diffIds.Count)
            {
                problems.Add($"its history has {made} layers, but there are {diffIds.Count}");
            }
        }

        return problems;
    }

    // Others' images need only be usable, ours also right.
    private static bool IsOwn(ImageRecord record) => record.Origin is "build" or "import" or "commit";

    private static IEnumerable<string> ValidateLayer(Store store, ImageLayer layer)
    {
        if (store.Layers.Find(layer.DiffId) is not { } found)
        {
            yield return $"layer {layer.DiffId} is not there";
        }
        else if (found.TarBytes != layer.TarBytes || found.FileBytes != layer.FileBytes)
        {
            yield return $"layer {layer.DiffId} has {found.TarBytes} bytes with {found.FileBytes} of files, not {layer.TarBytes} with {layer.FileBytes}";
        }
        else if (found.UnsyncedBoot is not null)
        {
            yield return $"layer {layer.DiffId} was not put on disk for good";
        }
    }

    private static IEnumerable<string> ValidateManifest(Store store, ImageRecord record, int layers)
    {
        if (record.Manifest is not { } digest)
        {
            return [];
        }

        try
        {
            var bytes = store.Blobs.ReadDocument(digest);
            // What a tag stands for may be an index, whose manifest was read from the registry.
            if (OciValidator.Validate(bytes, OciDocumentKind.Index).Count == 0)
            {
                return [];
            }

            var manifest = OciDocuments.ReadManifest(bytes);
            return manifest.Config.Digest != record.Id ? [$"its manifest is that of {manifest.Config.Digest}"]
                : manifest.Layers.Count != layers ? [$"its manifest has {manifest.Layers.Count} layers, but its config {layers}"]
                : [];
        }
        catch (Exception e) when (e is StoreException or FormatException)
        {
            return [$"its manifest cannot be used: {e.Message}"];
        }
    }
}
