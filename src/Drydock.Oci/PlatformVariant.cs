using System.Globalization;

namespace Drydock.Oci;

/// <summary>
/// Processor variants as text, numbers and text: <c>v8.3</c>, <c>power10</c>, <c>rva23u64</c>. Of
/// two that differ in the numbers alone, the larger runs what was made for the smaller.
/// </summary>
internal readonly record struct PlatformVariant(string Prefix, int Major, int Minor, string Suffix)
{
    /// <summary>The variants of ARMv9.n include those of ARMv8.(n+5), and ARMv8 ends with this minor version.</summary>
    private const int LastArm8Minor = 9;

    private const int Arm9Offset = 5;

    /// <summary>Whether a processor of variant <paramref name="host"/> runs binaries for variant <paramref name="image"/>.</summary>
    public static bool Runs(string architecture, string host, string image)
    {
        if (architecture is "amd64" or "arm" or "arm64")
        {
            var oldest = architecture switch
            {
                "amd64" => "v1",
                "arm" => "v5",
                _ => "v8",
            };

            // For these an absent variant is a definite one. Normalization has given arm its own.
            host = host.Length == 0 ? oldest : host;
            image = image.Length == 0 ? oldest : image;
            return image == host || (TryParse(oldest, out var floor) && TryParse(host, out var h) && TryParse(image, out var i)
                && h.SameScheme(i) && floor.SameScheme(i) && i.Version.CompareTo(floor.Version) >= 0 && h.Includes(i, architecture));
        }

        return image.Length == 0 || image == host
            || (TryParse(host, out var hostVariant) && TryParse(image, out var imageVariant)
                && hostVariant.SameScheme(imageVariant) && imageVariant.Version.CompareTo(hostVariant.Version) <= 0);
    }

    /// <summary>The numbers of a variant, to order variants by; zeros when it has none.</summary>
    public static (int Major, int Minor) VersionOf(string variant) => TryParse(variant, out var parsed) ? parsed.Version : default;

    private (int Major, int Minor) Version => (Major, Minor);

    private static bool TryParse(string text, out PlatformVariant variant)
    {
        var start = text.AsSpan().IndexOfAnyInRange('0', '9');
        variant = default;
        if (start < 0)
        {
            return false;
        }

        var end = EndOfDigits(text, start);
        var minor = 0;
        var suffix = end;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            suffix = EndOfDigits(text, end + 1);
            if (!int.TryParse(text.AsSpan(end + 1, suffix - end - 1), CultureInfo.InvariantCulture, out minor))
            {
                return false;
            }
        }

        if (!int.TryParse(text.AsSpan(start, end - start), CultureInfo.InvariantCulture, out var major))
        {
            return false;
        }

        variant = new PlatformVariant(text[..start], major, minor, text[suffix..]);
        return true;
    }

    private static int EndOfDigits(string text, int start)
    {
        var length = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        return length < 0 ? text.Length : start + length;
    }

    private bool SameScheme(PlatformVariant other) => Prefix == other.Prefix && Suffix == other.Suffix;

    private bool Includes(PlatformVariant image, string architecture)
    {
        if (architecture != "arm64")
        {
            return image.Version.CompareTo(Version) <= 0;
        }

        // ARMv9 is not simply newer than ARMv8: v9.0 lacks what v8.6 has.
        return image.Major == Major
            ? image.Minor <= Minor
            : Major == 9 && image.Major == 8 && image.Minor <= Math.Min(Minor + Arm9Offset, LastArm8Minor);
    }
}
