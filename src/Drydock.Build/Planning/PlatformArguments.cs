using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>The build arguments that exist without being given.</summary>
/// <remarks>Dockerfile reference, "Automatic platform ARGs in the global scope" and "Predefined ARGs".</remarks>
internal static class PlatformArguments
{
    private static readonly HashSet<string> s_proxies = new(StringComparer.OrdinalIgnoreCase)
    {
        "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY",
    };

    /// <summary>Values of the platform arguments.</summary>
    public static Dictionary<string, string> Create(Platform build, Platform target, string? stage) => new(StringComparer.Ordinal)
    {
        ["BUILDPLATFORM"] = build.ToString(),
        ["BUILDOS"] = build.Os,
        ["BUILDOSVERSION"] = build.OsVersion ?? "",
        ["BUILDARCH"] = build.Architecture,
        ["BUILDVARIANT"] = build.Variant ?? "",
        ["TARGETPLATFORM"] = target.ToString(),
        ["TARGETOS"] = target.Os,
        ["TARGETOSVERSION"] = target.OsVersion ?? "",
        ["TARGETARCH"] = target.Architecture,
        ["TARGETVARIANT"] = target.Variant ?? "",
        ["TARGETSTAGE"] = stage ?? "default",
    };

    /// <summary>Whether the argument is a proxy setting, which needs no ARG and never enters a cache key.</summary>
    public static bool IsProxy(string name) => s_proxies.Contains(name);

    /// <summary>Whether the argument speaks to the builder, so that no ARG needs to consume it.</summary>
    public static bool IsControl(string name) => name.StartsWith("BUILDKIT_", StringComparison.Ordinal) || name is "SOURCE_DATE_EPOCH";
}
