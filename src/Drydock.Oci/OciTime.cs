using System.Globalization;

namespace Drydock.Oci;

/// <summary>Times in OCI documents: RFC 3339 in UTC, with as many fraction digits as needed.</summary>
public static class OciTime
{
    /// <summary>Formats a time as Go's RFC3339Nano does: no trailing zeros, <c>Z</c> for UTC.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 time; false when the text is absent or not one.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
