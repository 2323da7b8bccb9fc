using Drydock.Cli.Arguments;
using Drydock.Testing;

namespace Drydock.Cli.Tests.Arguments;

public sealed class FilterArgumentTests
{
    private readonly ManualTime _clock = new();

    [Fact]
    public void Parse_SeveralOfOneKey_KeepsAllInOrder()
    {
        var filter = FilterArgument.Parse(["label=a=1", "label=b", "dangling=true"], "label", "dangling");

        Assert.Equal(["a=1", "b"], filter.All("label"));
        Assert.True(filter.Bool("dangling"));
        Assert.Null(filter.Last("until"));
    }

    [Theory]
    [InlineData("until=24h", "2025-01-30T12:00:00Z")]
    [InlineData("until=1h30m", "2025-01-31T10:30:00Z")]
    [InlineData("until=1735689600", "2025-01-01T00:00:00Z")]
    [InlineData("until=2025-01-02", "2025-01-02T00:00:00Z")]
    [InlineData("until=2025-01-02T03:04:05+01:00", "2025-01-02T02:04:05Z")]
    public void Time_EveryForm_IsAPointInTime(string filter, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), FilterArgument.Parse([filter], "until").Time("until", _clock));

    [Theory]
    [InlineData("other=1")]
    [InlineData("label")]
    [InlineData("=x")]
    public void Parse_UnknownOrMalformed_NamesTheKnownOnes(string value) =>
        Assert.Contains("label", Assert.Throws<CommandException>(() => FilterArgument.Parse([value], "label")).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_OfTheWrongKind_AreErrors()
    {
        Assert.Throws<CommandException>(() => FilterArgument.Parse(["until=soon"], "until").Time("until", _clock));
        Assert.Throws<CommandException>(() => FilterArgument.Parse(["dangling=maybe"], "dangling").Bool("dangling"));
    }
}
