namespace Drydock.Linux.Tests;

public sealed class LinuxExceptionTests
{
    [Fact]
    public void Message_IsInWords()
    {
        var exception = new LinuxException(13, "open", "etc/shadow");
        Assert.Equal("cannot open etc/shadow: Permission denied", exception.Message);
        Assert.True(exception.IsDenied);
        Assert.False(exception.IsNotFound);
    }

    [Fact]
    public void Message_Detail_StandsAtTheEnd() =>
        Assert.Equal("cannot open /: Is a directory (why)", new LinuxException(21, "open", "", "why").Message);

    [Fact]
    public void Message_ControlCharactersAndBytes_AreEscaped()
    {
        var exception = new LinuxException(2, "open", ByteText.Decode([(byte)'a', 0x1B, (byte)'[', 0xFF]));
        Assert.Equal("cannot open a\\x1b[\\xff: No such file or directory", exception.Message);
        Assert.Equal("a\u001b[\uDCFF", exception.Path);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(122)]
    public void IsNoSpace_FullDiskOrQuota_IsTrue(int errno) => Assert.True(new LinuxException(errno, "write", "x").IsNoSpace);
}
