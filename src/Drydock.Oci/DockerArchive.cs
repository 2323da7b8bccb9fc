using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>One image of a docker archive (<c>docker save</c>): an element of its <c>manifest.json</c>.</summary>
/// <remarks>docker image-spec v1.2, "Combined Image JSON + Filesystem Changeset Format".</remarks>
public sealed record DockerArchiveImage
{
    /// <summary>The name of the file that lists the images of an archive: an array of this type.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The path of the image configuration in the archive.</summary>
    [JsonPropertyName("Config")]
    public required string Config { get; init; }

    /// <summary>The image's names with tags, in familiar form; absent when it has none.</summary>
    [JsonPropertyName("RepoTags")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>The paths of the layer tars in the archive, lowest first.</summary>
    [JsonPropertyName("Layers")]
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The descriptors of the layers by DiffID, where those are not in their usual form.</summary>
    [JsonPropertyName("LayerSources")]
    public SortedDictionary<string, Descriptor>? LayerSources { get; init; }
}

/// <summary>
/// The file <c>repositories</c> of a docker archive, which only very old programs read: by
/// repository and tag, the ID of the topmost layer.
/// </summary>
public sealed class DockerArchiveRepositories : SortedDictionary<string, StringMap>
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "repositories";

    /// <summary>No repositories.</summary>
    public DockerArchiveRepositories()
        : base(StringComparer.Ordinal)
    {
    }
}
