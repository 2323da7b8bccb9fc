using Drydock.Oci;

namespace Drydock.Fuzz.Targets;

/// <summary>Platforms: what is accepted means the same when it is written out and read again.</summary>
internal sealed class PlatformTarget : FuzzTarget
{
    public override string Name => "platform";

    public override int MaxLength => 256;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "linux/amd64", "linux/arm64/v8", "linux/arm/v7", "arm64", "linux", "windows(10.0.17763)/amd64", "linux(+feature)/amd64/v3", "darwin/aarch64",
        "x86_64", "linux/386", "freebsd/riscv64",
    ];

    public override IReadOnlyList<string> Pieces { get; } =
        ["/", "(", ")", "+", ".", "linux", "windows", "amd64", "arm64", "arm", "v7", "v8", "v9.1", "10.0", "unknown", "%2B", "A", "_", "-", " ", "\u0130", "\uDC80"];

    public override int Run(string input)
    {
        if (!Platform.TryParse(input, Platform.Host, out var platform, out var error))
        {
            Require(error.Length > 0, "refused without a reason");
            return error.Length;
        }

        var normal = platform.Normalize();
        Require(Platform.Parse(normal.ToFullString()).Normalize().Equals(normal), "the full form is read differently");
        Require(PlatformMatcher.OnlyStrict(normal).Matches(normal), "a platform does not match itself");
        return HashCode.Combine(normal.Os, normal.Architecture.Length, normal.Variant?.Length, normal.OsVersion is null);
    }
}
