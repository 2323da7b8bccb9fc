using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Records;

/// <summary>Which images to list or remove: docker's filters. Conditions of different kinds must all hold.</summary>
public sealed record ImageQuery
{
    /// <summary>Only images without (or with) names; null for all.</summary>
    public bool? Dangling { get; init; }

    /// <summary>Labels an image must all have: <c>key</c> or <c>key=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Labels an image must not have: <c>key</c> or <c>key=value</c>.</summary>
    public IReadOnlyList<string> ExcludedLabels { get; init; } = [];

    /// <summary>Only images made before this one: a name or ID.</summary>
    public string? Before { get; init; }

    /// <summary>Only images made after this one: a name or ID.</summary>
    public string? Since { get; init; }

    /// <summary>Only images made before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Patterns of names, of which one must fit: <c>app</c>, <c>*/app:1.*</c>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The images of a store that the conditions let through, the newest first.</summary>
    /// <exception cref="ImageException">There is no image named by <see cref="Before"/> or <see cref="Since"/>.</exception>
    public IReadOnlyList<StoredImage> Select(Store store)
    {
        var before = Before is null ? null : StoredImage.Find(store, Before);
        var since = Since is null ? null : StoredImage.Find(store, Since);
        return [.. StoredImage.All(store).Where(image =>
            (Dangling is null || image.IsDangling == Dangling)
            && Labels.All(label => HasLabel(image, label))
            && !ExcludedLabels.Any(label => HasLabel(image, label))
            && (before is null || image.Created < before.Created)
            && (since is null || image.Created > since.Created)
            && (Until is null || image.Created < Until)
            && (References.Count == 0 || Shown(image.Names).Any() || Shown(image.RepoDigests).Any()))];
    }

    /// <summary>Of names, those that the patterns let through.</summary>
    public IEnumerable<Reference> Shown(IEnumerable<Reference> names) =>
        References.Count == 0 ? names : names.Where(name => References.Any(name.Matches));

    private static bool HasLabel(StoredImage image, string label)
    {
        var equals = label.IndexOf('=', StringComparison.Ordinal);
        string? value = null;
        return image.Config?.Config.Labels?.TryGetValue(equals < 0 ? label : label[..equals], out value) == true
            && (equals < 0 || value == label[(equals + 1)..]);
    }
}
