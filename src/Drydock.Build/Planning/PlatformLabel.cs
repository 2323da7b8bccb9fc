using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>How step names tell platforms apart: where a step runs, and what for, as BuildKit writes it.</summary>
internal static class PlatformLabel
{
    /// <summary><c>linux/amd64</c>; <c>linux/amd64->arm64</c> for a step that knows, by an ARG, of another target.</summary>
    /// <param name="platform">The platform of the stage.</param>
    /// <param name="lookup">The variables of the stage.</param>
    public static string Of(Platform platform, Func<string, string?> lookup)
    {
        var target = Target(platform, lookup);
        return target is null || target == platform ? platform.ToString()
            : target.Os == platform.Os ? $"{platform}->{target.ToString()[(target.Os.Length + 1)..]}"
            : $"{platform}->{target}";
    }

    private static Platform? Target(Platform platform, Func<string, string?> lookup)
    {
        if (lookup("TARGETPLATFORM") is { } text)
        {
            return Platform.TryParse(text, out var whole) ? whole.Normalize() : null;
        }

        return lookup("TARGETOS") is null && lookup("TARGETARCH") is null ? null : new Platform
        {
            Os = lookup("TARGETOS") ?? platform.Os,
            Architecture = lookup("TARGETARCH") ?? platform.Architecture,
            Variant = lookup("TARGETVARIANT") is { Length: > 0 } variant ? variant : null,
        };
    }
}
