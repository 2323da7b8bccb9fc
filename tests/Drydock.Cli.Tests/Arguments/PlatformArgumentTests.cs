using Drydock.Cli.Arguments;

namespace Drydock.Cli.Tests.Arguments;

public sealed class PlatformArgumentTests
{
    [Fact]
    public void ParseAll_OfSeveralFlagsAndLists_IsAllInCanonicalSpelling() => Assert.Equal(
        ["linux/amd64", "linux/arm/v7", "linux/arm64", "windows/amd64"],
        PlatformArgument.ParseAll(["linux/x86_64,linux/arm", "linux/arm64/v8, windows/amd64"]).Select(p => p.ToString()));

    [Fact]
    public void ParseAll_OfOneThatIsNone_NamesIt() =>
        Assert.Contains("linux/", Assert.Throws<UsageException>(() => PlatformArgument.ParseAll(["linux/amd64,linux/"])).Message, StringComparison.Ordinal);

    [Fact]
    public void ParseOptional_OfNothing_IsNull() => Assert.Null(PlatformArgument.ParseOptional(""));
}
