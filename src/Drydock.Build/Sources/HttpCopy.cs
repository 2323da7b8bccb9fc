using System.Globalization;
using Drydock.Oci;
using Drydock.Registry.Downloads;

namespace Drydock.Build.Sources;

/// <summary>What is known of a file that was downloaded, kept as the value of a cache record.</summary>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="ETag">Its entity tag; empty without one.</param>
/// <param name="LastModified">When it was modified, seconds since 1970; null when the server does not say.</param>
/// <param name="IsLastModifiedStrong">Whether that time tells versions apart.</param>
internal sealed record HttpCopy(Digest Digest, string ETag, long? LastModified, bool IsLastModifiedStrong)
{
    private const int Lines = 4;

    /// <summary>What a download gave.</summary>
    public static HttpCopy Of(DownloadedFile file) =>
        new(file.Digest, file.ETag ?? "", file.LastModified?.ToUnixTimeSeconds(), file.IsLastModifiedStrong);

    /// <summary>Reads what <see cref="ToString"/> gave; null for anything else.</summary>
    public static HttpCopy? Parse(string? text) =>
        text?.Split('\n') is { Length: Lines } lines && Digest.TryParse(lines[0], out var digest)
            ? new HttpCopy(
                digest,
                lines[1],
                long.TryParse(lines[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
                lines[3] == "strong")
            : null;

    /// <summary>The request that asks whether this copy still holds.</summary>
    public DownloadRequest Condition(DownloadRequest request) => request with
    {
        ETag = ETag.Length > 0 ? ETag : null,
        ModifiedSince = IsLastModifiedStrong && LastModified is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Digest}\n{ETag}\n{LastModified?.ToString(CultureInfo.InvariantCulture)}\n{(IsLastModifiedStrong ? "strong" : "")}";
}
