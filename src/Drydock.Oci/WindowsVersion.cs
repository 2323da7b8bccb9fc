using System.Globalization;

namespace Drydock.Oci;

/// <summary>Which Windows runs which Windows image: the build numbers decide.</summary>
internal static class WindowsVersion
{
    /// <summary>The first build since which newer hosts run older images (Windows Server 2022).</summary>
    private const int FirstStableBuild = 20348;

    /// <summary>Whether the versions fit; one that is absent or malformed fits all.</summary>
    public static bool Runs(string? host, string? image)
    {
        if (!TryParse(host, out var wanted) || !TryParse(image, out var candidate))
        {
            return true;
        }

        return wanted.Major == candidate.Major && wanted.Minor == candidate.Minor
            && (wanted.Build == candidate.Build
                || (candidate.Build >= FirstStableBuild && candidate.Build <= wanted.Build));
    }

    private static bool TryParse(string? text, out (int Major, int Minor, int Build) version)
    {
        version = default;
        return (text ?? "").Split('.') is [var major, var minor, var build, ..]
            && int.TryParse(major, CultureInfo.InvariantCulture, out version.Major)
            && int.TryParse(minor, CultureInfo.InvariantCulture, out version.Minor)
            && int.TryParse(build, CultureInfo.InvariantCulture, out version.Build);
    }
}
