namespace Drydock.Oci.Tests;

public sealed class PlatformMatcherTests
{
    [Theory]
    [InlineData("linux/arm/v7", "linux/arm/v6", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", false)]
    [InlineData("linux/arm/v7", "linux/arm/v4", false)]
    [InlineData("linux/amd64/v3", "linux/amd64/v2", true)]
    [InlineData("linux/amd64/v3", "linux/amd64", true)]
    [InlineData("linux/amd64", "linux/amd64/v2", false)]
    [InlineData("linux/amd64", "linux/386", true)]
    [InlineData("linux/arm64", "linux/arm/v7", true)]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/arm64/v9", "linux/arm64/v8.5", true)]
    [InlineData("linux/arm64/v9", "linux/arm64/v8.6", false)]
    [InlineData("linux/arm64/v8.4", "linux/arm64/v9", false)]
    [InlineData("linux/ppc64le/power10", "linux/ppc64le/power9", true)]
    [InlineData("linux/ppc64le/power9", "linux/ppc64le/power10", false)]
    [InlineData("linux/riscv64/rva23u64", "linux/riscv64/rva20u64", true)]
    [InlineData("linux/riscv64/rva23u64", "linux/riscv64", true)]
    [InlineData("linux/amd64", "windows/amd64", false)]
    [InlineData("linux/amd64", "unknown/unknown", false)]
    [InlineData("linux(+a+b)/amd64", "linux(+b)/amd64", true)]
    [InlineData("linux(+a)/amd64", "linux(+b)/amd64", false)]
    [InlineData("windows(10.0.20348)/amd64", "windows(10.0.17763)/amd64", false)]
    [InlineData("windows(10.0.26100)/amd64", "windows(10.0.20348)/amd64", true)]
    public void Only_WantedRunsCandidate_Matches(string wanted, string candidate, bool expected) =>
        Assert.Equal(expected, PlatformMatcher.Only(Platform.Parse(wanted)).Matches(Platform.Parse(candidate)));

    [Fact]
    public void Order_BestFirst_AndStable()
    {
        var matcher = PlatformMatcher.Only(Platform.Parse("linux/arm64"));
        Assert.Equal(
            ["linux/arm64", "linux/arm/v8", "linux/arm/v7", "linux/arm/v5", "linux/amd64", "windows/arm64"],
            matcher.Order(["linux/amd64", "linux/arm/v5", "linux/arm/v7", "windows/arm64", "linux/arm/v8", "linux/arm64"], Platform.Parse));
    }

    [Fact]
    public void Best_Descriptors_TheFirstOfTheBest()
    {
        Descriptor[] descriptors = [Of("unknown/unknown"), Of(null), Of("linux/386"), Of("linux/amd64"), Of("linux/amd64")];
        Assert.Same(descriptors[3], PlatformMatcher.Only(Platform.Parse("linux/amd64")).Best(descriptors));
        Assert.Same(descriptors[2], PlatformMatcher.Only(Platform.Parse("linux/amd64")).Best(descriptors[..3]));
        Assert.Null(PlatformMatcher.OnlyStrict(Platform.Parse("linux/amd64")).Best(descriptors[..3]));
    }

    private static Descriptor Of(string? platform) => new()
    {
        MediaType = MediaTypes.OciManifest,
        Digest = Digest.OfBytes([]),
        Size = 0,
        Platform = platform is null ? null : Platform.Parse(platform),
    };
}
