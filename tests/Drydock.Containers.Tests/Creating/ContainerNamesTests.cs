using Drydock.Containers.Creating;

namespace Drydock.Containers.Tests.Creating;

public sealed class ContainerNamesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("Web_1.2-x", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    public void IsValid_Name_AsDockersPattern(string name, bool expected) => Assert.Equal(expected, ContainerNames.IsValid(name));

    [Fact]
    public void NewName_ManyTimes_IsNeverOneThatIsTaken()
    {
        var taken = new HashSet<string>();
        for (var i = 0; i < 5000; i++)
        {
            var name = ContainerNames.NewName(taken);
            Assert.True(ContainerNames.IsValid(name));
            Assert.True(taken.Add(name));
        }
    }

    [Fact]
    public void NewId_Always_Is64DigitsAndNoNumber() => Assert.Matches("^(?=.{0,11}[a-f])[0-9a-f]{64}$", ContainerNames.NewId());
}
