using Drydock.Oci;

namespace Drydock.Registry.Downloads;

/// <summary>A file to be downloaded by HTTP or HTTPS.</summary>
/// <param name="Url">Where it is. User name and password in it become an <c>Authorization: Basic</c>.</param>
public sealed record DownloadRequest(Uri Url)
{
    /// <summary>The entity tag of the copy at hand: when it still holds, nothing is downloaded. Null without a copy.</summary>
    public string? ETag { get; init; }

    /// <summary>The modification time of the copy at hand, as <see cref="ETag"/>.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }

    /// <summary>The value of <c>Authorization</c>, for the host of <see cref="Url"/> only; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>The most bytes that are taken.</summary>
    /// <value>32 GiB.</value>
    public long MaxBytes { get; init; } = 32L << 30;
}

/// <summary>What a download gave.</summary>
/// <param name="IsNotModified">Whether the copy at hand still holds, and nothing was downloaded.</param>
public sealed record DownloadedFile(bool IsNotModified)
{
    /// <summary>The digest of the bytes; empty when nothing was downloaded.</summary>
    public Digest Digest { get; init; }

    /// <summary>The number of bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The entity tag; null when the server gives none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the file was last modified; null when the server does not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>
    /// Whether <see cref="LastModified"/> tells two versions apart: it is older than the answer, so that no
    /// other version can come in the same second. RFC 9110, 8.8.2.2.
    /// </summary>
    public bool IsLastModifiedStrong { get; init; }

    /// <summary>The file name that the server proposes (RFC 6266), without directories; null when it proposes none.</summary>
    public string? FileName { get; init; }
}
