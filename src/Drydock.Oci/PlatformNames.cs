namespace Drydock.Oci;

/// <summary>Names of operating systems and processors in Go's spelling, and their aliases.</summary>
/// <remarks>Go, go/build syslist; aliases as in containerd/platforms.</remarks>
internal static class PlatformNames
{
    public static bool IsKnownOs(string os) => os is
        "aix" or "android" or "darwin" or "dragonfly" or "freebsd" or "hurd" or "illumos" or "ios" or "js" or "linux"
        or "nacl" or "netbsd" or "openbsd" or "plan9" or "solaris" or "wasip1" or "windows" or "zos";

    public static bool IsKnownArchitecture(string architecture) => architecture is
        "386" or "amd64" or "amd64p32" or "arm" or "armbe" or "arm64" or "arm64be" or "loong64"
        or "mips" or "mipsle" or "mips64" or "mips64le" or "mips64p32" or "mips64p32le"
        or "ppc" or "ppc64" or "ppc64le" or "riscv" or "riscv64" or "s390" or "s390x" or "sparc" or "sparc64" or "wasm";

    public static string NormalizeOs(string os)
    {
        var lower = os.ToLowerInvariant();
        return lower == "macos" ? "darwin" : lower;
    }

    /// <summary>The canonical architecture and variant; the variant is empty where it is the default one.</summary>
    public static (string Architecture, string Variant) NormalizeArchitecture(string architecture, string variant)
    {
        architecture = architecture.ToLowerInvariant();
        variant = variant.ToLowerInvariant();
        return architecture switch
        {
            "i386" => ("386", ""),
            "x86_64" or "x86-64" or "amd64" => ("amd64", variant == "v1" ? "" : variant),
            "aarch64" or "arm64" => ("arm64", variant is "8" or "v8" ? "" : variant),
            "armhf" => ("arm", "v7"),
            "armel" => ("arm", "v6"),
            "arm" => ("arm", variant switch
            {
                "" or "7" => "v7",
                "5" or "6" or "8" => "v" + variant,
                _ => variant,
            }),
            _ => (architecture, variant),
        };
    }
}
