namespace Drydock.Oci.Tests;

public sealed class OciTimeTests
{
    [Theory]
    [InlineData("2015-10-31T22:22:56Z")]
    [InlineData("2015-10-31T22:22:56.015Z")]
    [InlineData("2015-10-31T22:22:56.0159252Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    public void Format_AfterTryParse_IsTheSame(string text)
    {
        Assert.True(OciTime.TryParse(text, out var time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(text, OciTime.Format(time));
    }

    [Theory]
    [InlineData("2015-10-31T22:22:56.015925234Z", "2015-10-31T22:22:56.0159252Z")]
    [InlineData("2015-10-31T22:22:56.500000000Z", "2015-10-31T22:22:56.5Z")]
    [InlineData("2015-10-31T22:22:56+02:00", "2015-10-31T20:22:56Z")]
    [InlineData("2015-10-31T22:22:56.25-01:30", "2015-10-31T23:52:56.25Z")]
    public void TryParse_OtherPrecisionOrZone_IsUtc(string text, string expected)
    {
        Assert.True(OciTime.TryParse(text, out var time));
        Assert.Equal(expected, OciTime.Format(time));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2015")]
    [InlineData("2015-10-31")]
    [InlineData("10/31/2015 22:22:56")]
    [InlineData("2015-10-31T22:22:56")]
    [InlineData("2015-10-31 22:22:56Z")]
    [InlineData("2015-10-31T22:22:56.Z")]
    [InlineData("2015-10-31T22:22:56ZZ")]
    [InlineData("2015-13-31T22:22:56Z")]
    [InlineData("2015-10-31T22:22:56+2:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    public void TryParse_NotATime_IsFalse(string? text) => Assert.False(OciTime.TryParse(text, out _));

    [Fact]
    public void Format_OtherZone_IsUtc() =>
        Assert.Equal("2020-01-01T00:00:00Z", OciTime.Format(new DateTimeOffset(2020, 1, 1, 2, 0, 0, TimeSpan.FromHours(2))));
}
