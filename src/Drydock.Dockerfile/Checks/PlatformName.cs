namespace Drydock.Dockerfile.Checks;

/// <summary>Platforms as texts, as far as checks compare them.</summary>
internal static class PlatformName
{
    private static readonly string[] s_systems =
    [
        "aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux", "netbsd", "openbsd",
        "plan9", "solaris", "wasip1", "windows",
    ];

    private static readonly string[] s_architectures =
    [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
        "riscv64", "s390x", "wasm",
    ];

    /// <summary>Reads <c>os[/architecture[/variant]]</c> or an architecture alone.</summary>
    public static bool TryParse(string text, out string os, out string architecture)
    {
        (os, architecture) = ("", "");
        var parts = text.ToLowerInvariant().Split('/');
        if (parts.Length > 3 || parts.Any(p => p.Length == 0 || !p.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '(' or ')')))
        {
            return false;
        }

        var system = parts[0].Split('(')[0] is "macos" ? "darwin" : parts[0].Split('(')[0];
        if (parts.Length > 1)
        {
            (os, architecture) = (system, Architecture(parts[1]));
            return true;
        }

        if (Array.IndexOf(s_systems, system) >= 0)
        {
            (os, architecture) = (system, "amd64");
            return true;
        }

        (os, architecture) = ("linux", Architecture(system));
        return Array.IndexOf(s_architectures, architecture) >= 0;
    }

    /// <summary>Whether system and architecture are the same.</summary>
    public static bool AreAlike(string one, string other) =>
        !TryParse(one, out var os, out var architecture) || !TryParse(other, out var otherOs, out var otherArchitecture)
        || (os == otherOs && architecture == otherArchitecture);

    private static string Architecture(string name) => name switch
    {
        "x86_64" or "x86-64" => "amd64",
        "aarch64" => "arm64",
        "armhf" or "armel" => "arm",
        "i386" => "386",
        _ => name,
    };
}
