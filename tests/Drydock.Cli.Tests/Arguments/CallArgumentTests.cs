using Drydock.Cli.Arguments;

namespace Drydock.Cli.Tests.Arguments;

public sealed class CallArgumentTests
{
    [Fact]
    public void Parse_OfMethods_ReadsThemAndTheirFields()
    {
        Assert.Equal(new CallArgument(CallMethod.Build), CallArgument.Parse(null, check: false));
        Assert.Equal(new CallArgument(CallMethod.Check), CallArgument.Parse(null, check: true));
        Assert.Equal(new CallArgument(CallMethod.Check), CallArgument.Parse("lint", check: false));
        Assert.Equal(new CallArgument(CallMethod.Outline, IsJson: true), CallArgument.Parse("outline,format=json", check: false));
        Assert.Equal(new CallArgument(CallMethod.Check, IgnoresStatus: true), CallArgument.Parse("check,ignorestatus=true", check: true));
        Assert.Equal(new CallArgument(CallMethod.Targets), CallArgument.Parse("targets,format=text", check: false));
    }

    [Theory]
    [InlineData("nope", false, "invalid value \"nope\" for --call: one of build, check, outline, targets, plan")]
    [InlineData("check,format=xml", false, "invalid value \"xml\" for format of --call: json or text expected")]
    [InlineData("check,x=1", false, "unknown key \"x\" in --call check,x=1: format or ignorestatus")]
    [InlineData("outline", true, "--check and --call outline ask different questions: give one of them")]
    public void Parse_OfOther_SaysWhatIsWrong(string call, bool check, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => CallArgument.Parse(call, check)).Message);
}
