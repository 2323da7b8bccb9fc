namespace Drydock.Security;

public sealed class UserTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("4294967296")]
    [InlineData("0:4294967296")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task CVE_2024_40635_UserId_ThatIsTooLarge_IsRefused(string user)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nUSER {user}\nRUN id\n");
        var result = (await site.BuildAsync()).Failed();
        Assert.Contains("range", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("uid=0", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CVE_2026_46680_NumericUser_IsNeverAName()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo '1234:x:0:0::/:/bin/sh' >> /etc/passwd; mkdir -m 777 /o\nUSER 1234\nRUN id -u > /o/id\n");
        Assert.Equal("1234\n", await site.ReadAsync("o/id"));
    }

    [Theory]
    [InlineData("group")]
    [InlineData("passwd")]
    public async Task GHSA_72x6_4j93_7w86_AccountFileOfFiveGigabytes_IsBounded(string file)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox AS large\nRUN truncate -s 5G /etc/{file}\nUSER guest\nRUN true\n");
        // 2 GB of address space would not do for reading it.
        using var command = RunningCommand.Start("sh", ["-c", "ulimit -f unlimited; exec \"$@\"", "sh", DrydockProgram.Path, "build", "-o", "type=cacheonly", site.Context], site.Drydock.Environment);
        var result = (await command.WaitAsync()).Failed();
        Assert.Contains($"etc/{file}", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rm /etc/passwd && mkfifo /etc/passwd")]
    [InlineData("rm /etc/passwd && mkdir /etc/passwd")]
    [InlineData("rm /etc/passwd && mknod /etc/passwd c 1 5")]
    [InlineData("ln -sf /dev/zero /etc/passwd")]
    [InlineData("ln -sf passwd /etc/passwd")]
    public async Task CVE_2024_9676_PasswdThatIsNoFile_NeitherHangsNorIsRead(string make)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nRUN {make}\nUSER guest\nRUN true\n");
        var result = (await site.BuildAsync("-o", "type=cacheonly")).Failed();
        Assert.Contains("Dockerfile:4", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CVE_2019_14271_UserOfTheHost_IsNotLookedUp()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN ln -sf /../../../../../../etc/passwd /etc/passwd\nUSER daemon\nRUN true\n");
        (await site.BuildAsync()).Failed();
    }
}
