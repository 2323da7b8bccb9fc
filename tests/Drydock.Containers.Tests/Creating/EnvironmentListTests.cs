using Drydock.Containers.Creating;

namespace Drydock.Containers.Tests.Creating;

public sealed class EnvironmentListTests
{
    [Theory]
    [InlineData("A=1,B=2", "A=3", "A=3,B=2")]
    [InlineData("A=1", "AB=2", "A=1,AB=2")]
    [InlineData("A=1,B=2", "A", "B=2")]
    [InlineData("A=1", "C", "A=1")]
    [InlineData("A=1", "A=x=y", "A=x=y")]
    [InlineData("", "A=,A=2", "A=2")]
    public void Merge_OneOverAnother_KeepsPlacesAndLastValues(string basis, string over, string expected) =>
        Assert.Equal(expected, string.Join(',', EnvironmentList.Merge(Split(basis), Split(over))));

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
