namespace Drydock.Oci.Tests;

public sealed class PlatformTests
{
    private static readonly Platform s_amd64 = new() { Os = "linux", Architecture = "amd64" };

    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("Linux/X86_64", "linux/amd64")]
    [InlineData("linux/arm64/v8", "linux/arm64/v8")]
    [InlineData("linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm/7", "linux/arm/v7")]
    [InlineData("linux/armel", "linux/arm/v6")]
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/amd64/v2", "linux/amd64/v2")]
    [InlineData("arm64", "linux/arm64")]
    [InlineData("linux", "linux/amd64")]
    [InlineData("macos/arm64", "darwin/arm64")]
    [InlineData("windows(10.0.17763)/amd64", "windows/amd64")]
    [InlineData("nonsense/who", "nonsense/who")]
    public void Parse_Text_IsCanonical(string text, string expected) => Assert.Equal(expected, Platform.Parse(text, s_amd64).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("linux/")]
    [InlineData("/amd64")]
    [InlineData("linux/arm/v7/x")]
    [InlineData("linux/a b")]
    [InlineData("*/amd64")]
    [InlineData("windows(/amd64")]
    [InlineData("windows(1%2)/amd64")]
    [InlineData("windows(1)x/amd64")]
    public void TryParse_Malformed_SaysWhatIsExpected(string text)
    {
        Assert.False(Platform.TryParse(text, s_amd64, out var platform, out var error));
        Assert.Null(platform);
        Assert.StartsWith($"\"{text}\" is not a platform", error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => Platform.Parse(text, s_amd64)).Message);
    }

    [Fact]
    public void ToFullString_VersionAndFeatures_AreEncodedAndSorted()
    {
        var platform = new Platform { Os = "linux", Architecture = "amd64", OsVersion = "1+(b)", OsFeatures = ["z", "a%"] };
        Assert.Equal("linux(1%2B%28b%29+a%25+z)/amd64", platform.ToFullString());
        Assert.Equal(["a%", "z"], Platform.Parse(platform.ToFullString()).OsFeatures);
        Assert.Equal("unknown", new Platform { Os = "", Architecture = "" }.ToFullString());
    }

    [Fact]
    public void Equals_FeaturesByContent()
    {
        var one = s_amd64 with { OsFeatures = ["a"] };
        var other = s_amd64 with { OsFeatures = new List<string> { "a" } };
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, s_amd64);
        Assert.Equal(s_amd64, s_amd64 with { OsFeatures = [] });
    }

    [Fact]
    public void Host_IsKnown() => Assert.True(Platform.TryParse(Platform.Host.Architecture, out var parsed) && parsed == Platform.Host);
}
