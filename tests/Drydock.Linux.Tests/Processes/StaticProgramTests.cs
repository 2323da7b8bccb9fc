using Drydock.Linux.Processes;

namespace Drydock.Linux.Tests.Processes;

/// <summary>Needs Debian's busybox-static.</summary>
public sealed class StaticProgramTests
{
    [Fact]
    public void IsStatic_OfStaticBusybox_IsTrue() => Assert.True(StaticProgram.IsStatic("/bin/busybox"));

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("/etc/passwd")]
    [InlineData("/dev/null")]
    public void IsStatic_OfOthers_IsFalse(string path) => Assert.False(StaticProgram.IsStatic(path));

    [Fact]
    public void Find_OfSeveral_GivesTheFirstThatIsStatic() =>
        Assert.EndsWith("/busybox", StaticProgram.Find("no-such-program", "sh", "busybox"), StringComparison.Ordinal);
}
