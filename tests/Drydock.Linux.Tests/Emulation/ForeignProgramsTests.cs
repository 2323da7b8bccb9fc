using Drydock.Linux.Emulation;

namespace Drydock.Linux.Tests.Emulation;

public sealed class ForeignProgramsTests
{
    // As the kernel shows the registration of Debian's qemu-user-static.
    private const string Arm64 = "enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: POCF\noffset 0\n"
        + "magic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n";

    [Theory]
    [InlineData("amd64", "amd64", true)]
    [InlineData("amd64", "386", true)]
    [InlineData("arm64", "arm", true)]
    [InlineData("amd64", "arm64", false)]
    [InlineData("386", "amd64", false)]
    public void AreNative_OfTwoProcessors_KnowsWhatRunsWhere(string host, string architecture, bool native) =>
        Assert.Equal(native, ForeignPrograms.AreNative(host, architecture));

    [Fact]
    public void FindObstacle_WithAFittingFormat_FindsNone() => Assert.Null(Find("arm64", Arm64));

    [Fact]
    public void FindObstacle_WithFormatsOfOthers_NamesThePackage()
    {
        var obstacle = Find("s390x", Arm64);
        Assert.Contains("linux/s390x", obstacle, StringComparison.Ordinal);
        Assert.Contains("qemu-user-static", obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void FindObstacle_WithoutTheFlagF_SaysSo() =>
        Assert.Contains("without the flag F", Find("arm64", Arm64.Replace("POCF", "POC", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void FindObstacle_ForAProcessorThatNobodyKnows_LetsItBeTried() => Assert.Null(Find("z80", Arm64));

    [Fact]
    public void FindObstacle_ForAnotherSystem_IsThere() => Assert.Contains("windows", ForeignPrograms.FindObstacle("amd64", "windows", "amd64"), StringComparison.Ordinal);

    [Theory]
    [InlineData("disabled\ninterpreter /x\nflags: F\noffset 0\nmagic 7f45\n")]
    [InlineData("enabled\ninterpreter /x\nflags: F\nextension .jar\n")]
    [InlineData("")]
    public void Parse_OfWhatIsNoFormatByContent_IsNull(string text) => Assert.Null(BinaryFormat.Parse("x", text));

    private static string? Find(string architecture, params string[] formats) =>
        ForeignPrograms.FindObstacle("amd64", architecture, [.. formats.Select(f => BinaryFormat.Parse("qemu", f)).OfType<BinaryFormat>()]);
}
