using Drydock.Oci;

namespace Drydock.Images.Packing;

/// <summary>Names of images as package URLs.</summary>
/// <remarks>package-url specification, type "docker", with the platform as BuildKit adds it.</remarks>
public static class PackageUrl
{
    /// <summary><c>pkg:docker/moby/app@1.0?platform=linux%2Famd64</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="platform">The platform.</param>
    public static string Of(Reference name, Platform platform)
    {
        var path = string.Join('/', name.FamiliarName.Split('/').Select(Uri.EscapeDataString));
        return $"pkg:docker/{path}@{Uri.EscapeDataString(name.TagOrDigest)}?platform={Uri.EscapeDataString(platform.ToString())}";
    }
}
