using Drydock.Cli.Rendering;
using Drydock.Testing;

namespace Drydock.Cli.Tests.Rendering;

public sealed class HumanTimeTests
{
    private const double Hour = 3600;

    [Theory]
    [InlineData(0.4, "Less than a second")]
    [InlineData(1.9, "1 second")]
    [InlineData(59.9, "59 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(120, "2 minutes")]
    [InlineData(45 * 60, "45 minutes")]
    [InlineData(1.2 * Hour, "About an hour")]
    [InlineData(1.6 * Hour, "2 hours")]
    [InlineData(47 * Hour, "47 hours")]
    [InlineData(48 * Hour, "2 days")]
    [InlineData(13 * 24 * Hour, "13 days")]
    [InlineData(14 * 24 * Hour, "2 weeks")]
    [InlineData(60 * 24 * Hour, "2 months")]
    [InlineData(729 * 24 * Hour, "24 months")]
    [InlineData(731 * 24 * Hour, "2 years")]
    public void Duration_Seconds_AreAsDockerPrintsThem(double seconds, string expected) =>
        Assert.Equal(expected, HumanTime.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Ago_UnknownTime_IsNotAvailable()
    {
        var clock = new ManualTime();

        Assert.Equal("N/A", HumanTime.Ago(null, clock));
        Assert.Equal("3 minutes ago", HumanTime.Ago(clock.Now.AddSeconds(-200), clock));
    }

    [Fact]
    public void Plain_OtherZone_IsPrintedInUtc() =>
        Assert.Equal("2025-01-31 10:00:00 +0000 UTC", HumanTime.Plain(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.FromHours(2))));
}
