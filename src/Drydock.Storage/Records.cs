using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Drydock.Oci;
using Drydock.Storage.Builds;
using Drydock.Storage.Containers;

namespace Drydock.Storage;

/// <summary>One layer of an image in the store.</summary>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="TarBytes">Size of the uncompressed tar.</param>
/// <param name="FileBytes">Bytes of the regular files in it, hardlinks once: what docker counts as size.</param>
/// <param name="Blob">The blob this layer came or went as, compressed or the tar itself; null when it never was one.</param>
public sealed record ImageLayer(Digest DiffId, long TarBytes, long FileBytes, Descriptor? Blob);

/// <summary>The image for one platform, of a name that stands for several.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Id">The image ID: the digest of the config, which is a blob.</param>
/// <param name="Manifest">The digest of the manifest the image was pulled or pushed by; null for one that was only built.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record PlatformImage(Platform Platform, Digest Id, Digest? Manifest, IReadOnlyList<ImageLayer> Layers);

/// <summary>A statement that goes with an image wherever that goes.</summary>
/// <param name="Platform">Which image of the name it is about.</param>
/// <param name="PredicateType">Its kind, a URI.</param>
/// <param name="Predicate">The digest of the statement, JSON, a blob.</param>
public sealed record ImageAttestation(Platform Platform, string PredicateType, Digest Predicate);

/// <summary>What the store knows of an image under one name.</summary>
public sealed record ImageRecord
{
    /// <summary>The full name, such as <c>docker.io/library/app:latest</c>; null for an untagged image.</summary>
    public string? Name { get; init; }

    /// <summary>The image ID: the digest of the config, which is a blob.</summary>
    public required Digest Id { get; init; }

    /// <summary>The digest of the manifest the image was pulled or pushed by; null for one that was only built.</summary>
    public Digest? Manifest { get; init; }

    /// <summary>What registries know the image by, as <c>name@digest</c>; the digest is that of an index where the tag stands for one.</summary>
    public IReadOnlyList<string>? RepoDigests { get; init; }

    /// <summary>The layers, lowest first.</summary>
    public required IReadOnlyList<ImageLayer> Layers { get; init; }

    /// <summary>
    /// The images for all platforms, in the order of their index, when the name stands for an index; null when it stands for one image.
    /// <see cref="Id"/>, <see cref="Manifest"/> and <see cref="Layers"/> are those of the one that suits this machine, else of the first.
    /// </summary>
    public IReadOnlyList<PlatformImage>? Platforms { get; init; }

    /// <summary>What the index is known by: the digest it has while no layer is compressed. Null when the name stands for one image.</summary>
    public Digest? Index { get; init; }

    /// <summary>Statements about the images; null when there are none.</summary>
    public IReadOnlyList<ImageAttestation>? Attestations { get; init; }

    /// <summary>When this name was given, RFC 3339.</summary>
    public required string Tagged { get; init; }

    /// <summary>Where the image came from: <c>build</c>, <c>import</c>, <c>load</c> or the reference it was pulled by.</summary>
    public string? Origin { get; init; }

    /// <summary>Bytes of regular files over all layers, as <c>docker inspect</c> gives as Size; of several platforms what they share counts once.</summary>
    [JsonIgnore]
    public long SizeBytes => Platforms is null ? Layers.Sum(l => l.FileBytes) : AllLayers.Sum(l => l.FileBytes);

    /// <summary>The layers of all platforms, each once.</summary>
    [JsonIgnore]
    public IEnumerable<ImageLayer> AllLayers => Stacks.SelectMany(layers => layers).DistinctBy(l => l.DiffId);

    /// <summary>The layers of each platform, lowest first.</summary>
    [JsonIgnore]
    public IEnumerable<IReadOnlyList<ImageLayer>> Stacks => Platforms?.Select(p => p.Layers) ?? [Layers];

    /// <summary>The blobs it names, of all platforms: configs, manifests, compressed layers, statements. Layers themselves go by <see cref="AllLayers"/>.</summary>
    [JsonIgnore]
    public IEnumerable<Digest> Blobs => new[] { Id, Manifest }
        .Concat((Platforms ?? []).SelectMany(p => new[] { p.Id, p.Manifest }))
        .Concat(Stacks.SelectMany(layers => layers).Select(l => l.Blob?.Digest))
        .Concat((Attestations ?? []).Select(a => (Digest?)a.Predicate))
        .OfType<Digest>();

    /// <summary>The ID that a user gives: that of the index, or that of the only image.</summary>
    [JsonIgnore]
    public Digest ShownId => Index ?? Id;

    /// <summary>The record narrowed to one of its platforms: as if the name stood for that image alone.</summary>
    public ImageRecord Narrow(PlatformImage image) =>
        this with
        {
            Id = image.Id,
            Manifest = image.Manifest,
            Layers = image.Layers,
            Platforms = null,
            Index = null,
            Attestations = Attestations?.Where(a => a.Platform == image.Platform).ToList(),
        };
}

/// <summary>What a layer tree is and what is known of its tar.</summary>
public sealed record LayerRecord
{
    /// <summary>The name of its directory below <c>layers/</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Digest of its tar; null for what a RUN left and nobody has exported yet.</summary>
    public Digest? DiffId { get; init; }

    /// <summary>Size of its tar in bytes; 0 while there is none.</summary>
    public long TarBytes { get; init; }

    /// <summary>Bytes of the regular files in it, hardlinks once; 0 while not counted.</summary>
    public long FileBytes { get; init; }

    /// <summary>Compressed forms of its tar that are kept as blobs, by which they can be pushed again unchanged.</summary>
    public IReadOnlyList<Descriptor>? Blobs { get; init; }

    /// <summary>The boot in which it was written without being synced; null once it is on disk. It is void in any other boot.</summary>
    public string? UnsyncedBoot { get; init; }
}

/// <summary>What a step gave, by its cache key.</summary>
public sealed record CacheRecord
{
    /// <summary>The id of the layer tree the step made; null for a step that made none.</summary>
    public string? Layer { get; init; }

    /// <summary>A value the step computed, such as a content digest, or what tells whether its layer still holds; null for most steps that made a layer.</summary>
    public string? Value { get; init; }

    /// <summary>When the step ran, RFC 3339. Times in image configs come from here.</summary>
    public required string Created { get; init; }

    /// <summary>How long the step ran, milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>The ingredients of the key in canonical order.</summary>
    public required IReadOnlyList<Ingredient> Ingredients { get; init; }
}

/// <summary>One named part of a cache key.</summary>
public sealed record Ingredient(string Name, string Value);

internal static class RecordJson
{
    private static readonly StorageJsonContext s_context = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    });

    internal static byte[] Serialize<T>(T record) => JsonSerializer.SerializeToUtf8Bytes(record, TypeInfo<T>());

    /// <summary>Reads a record, or null when the file is not there or does not hold one (a crash on a disk that lies).</summary>
    internal static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), TypeInfo<T>());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The record that some bytes hold.</summary>
    /// <exception cref="JsonException">They hold none.</exception>
    internal static T Parse<T>(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, TypeInfo<T>()) ?? throw new JsonException("the value is null");

    /// <summary>Reads those of the files that hold a record, with the time of their last use.</summary>
    internal static IEnumerable<(string Path, T Record, DateTime LastUsedUtc)> ReadAll<T>(IEnumerable<string> paths)
        where T : class
    {
        foreach (var path in paths)
        {
            if (Read<T>(path) is { } record)
            {
                yield return (path, record, File.GetLastWriteTimeUtc(path));
            }
        }
    }

    /// <summary>Sets the time of a record's last use; false when there is none, or it was pruned meanwhile.</summary>
    internal static bool MarkUsed(string path, DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, now.UtcDateTime);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Does what the first of the records that builds read would have to wait for.</summary>
    internal static void Prepare()
    {
        TypeInfo<ImageRecord>();
        TypeInfo<Resolution>();
        TypeInfo<CacheRecord>();
        TypeInfo<LayerRecord>();
    }

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)s_context.GetTypeInfo(typeof(T))!;
}

[JsonSerializable(typeof(ImageRecord))]
[JsonSerializable(typeof(LayerRecord))]
[JsonSerializable(typeof(CacheRecord))]
[JsonSerializable(typeof(BuildRecord))]
[JsonSerializable(typeof(FailedStep))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(Resolution))]
[JsonSerializable(typeof(ManifestList))]
internal sealed partial class StorageJsonContext : JsonSerializerContext;
