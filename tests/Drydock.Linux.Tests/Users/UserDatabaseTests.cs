using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;
using Drydock.Linux.Users;

namespace Drydock.Linux.Tests.Users;

/// <summary>Names of tests end with the attack they hold off, where there is one.</summary>
public sealed class UserDatabaseTests : IDisposable
{
    private const string Passwd = """
        # comment
        root:x:0:0:root:/root:/bin/sh
        bin:x:1:1:bin:/bin:/sbin/nologin

        app:x:1000:2000:App,,,:/srv/app:/bin/sh
        1001:x:5:5::/five:/bin/sh
        nohome:x:7:7
        broken
        half:x
        nouid:x::0:::
        huge:x:4294967296:0::/:
        app:x:1:1:second entry loses:/:
        """;

    private const string Group = """
        root:x:0:
        bin:x:1:root,bin,daemon
        wheel:x:10:root,app
        app:x:2000:
        audio:x:29:app
        2000:x:99:
        """;

    private readonly TemporaryFolder _folder = new();

    public UserDatabaseTests()
    {
        _folder.File("etc/passwd", Passwd);
        _folder.File("etc/group", Group);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 0, 0, "1,10", "/root")]
    [InlineData("root", 0, 0, "1,10", "/root")]
    [InlineData("0", 0, 0, "1,10", "/root")]
    [InlineData("app", 1000, 2000, "10,29", "/srv/app")]
    [InlineData("1000", 1000, 2000, "10,29", "/srv/app")]
    [InlineData("app:bin", 1000, 1, "", "/srv/app")]
    [InlineData("app:1", 1000, 1, "", "/srv/app")]
    [InlineData("app:12345", 1000, 12345, "", "/srv/app")]
    [InlineData("12345", 12345, 0, "", "/")]
    [InlineData("12345:wheel", 12345, 10, "", "/")]
    [InlineData("app:", 1000, 2000, "10,29", "/srv/app")]
    [InlineData("nohome", 7, 7, "", "/")]
    [InlineData("2147483647", 2147483647, 0, "", "/")]
    public void Resolve_User_IsAsWithDocker(string user, uint uid, uint gid, string groups, string home)
    {
        var resolved = Resolve(user);
        Assert.Equal((uid, gid, groups, home), (resolved.Uid, resolved.Gid, string.Join(',', resolved.SupplementaryGroups), resolved.Home));
    }

    [Theory]
    [InlineData("1001", 1001, 0)]
    [InlineData("0:2000", 0, 2000)]
    public void Resolve_NumberThatIsANameToo_IsANumber_CVE_2026_46680(string user, uint uid, uint gid)
    {
        var resolved = Resolve(user);
        Assert.Equal((uid, gid), (resolved.Uid, resolved.Gid));
    }

    [Theory]
    [InlineData("4294967296")]
    [InlineData("2147483648")]
    [InlineData("-1")]
    [InlineData("+0")]
    [InlineData("99999999999999999999999")]
    [InlineData("app:4294967296")]
    public void Resolve_IdOutOfRange_IsRefused_CVE_2024_40635(string user) =>
        Assert.Contains("uids and gids must be in range 0-2147483647", Assert.Throws<UserException>(() => Resolve(user)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("none", "unable to find user none: no matching entries in passwd file")]
    [InlineData("app:none", "unable to find group none: no matching entries in group file")]
    [InlineData("broken", "unable to find user broken: no matching entries in passwd file")]
    [InlineData("half", "unable to find user half: no matching entries in passwd file")]
    [InlineData("nouid", "unable to find user nouid: no matching entries in passwd file")]
    [InlineData("huge", "unable to find user huge: no matching entries in passwd file")]
    public void Resolve_Unknown_HasTheWordsOfBuildKit(string user, string message) =>
        Assert.Equal(message, Assert.Throws<UserException>(() => Resolve(user)).Message);

    [Theory]
    [InlineData("", 0, 0, "/root")]
    [InlineData("0", 0, 0, "/root")]
    [InlineData("5:6", 5, 6, "/")]
    public void Resolve_WithoutFiles_NumbersStillWork(string user, uint uid, uint gid, string home)
    {
        File.Delete(_folder.Sub("etc/passwd"));
        File.Delete(_folder.Sub("etc/group"));
        var resolved = Resolve(user);
        Assert.Equal((uid, gid, home), (resolved.Uid, resolved.Gid, resolved.Home));
        Assert.Throws<UserException>(() => Resolve("root"));
    }

    [Theory]
    [InlineData("app", 1000, 2000)]
    [InlineData("55", 55, 55)]
    [InlineData("1000", 1000, 1000)]
    [InlineData("55:wheel", 55, 10)]
    [InlineData("app:0", 1000, 0)]
    [InlineData(":wheel", 0, 10)]
    public void ResolveOwner_NumberAlone_IsUserAndGroup(string owner, uint uid, uint gid)
    {
        using var root = RootedDirectory.Open(_folder.Path);
        Assert.Equal((uid, gid), UserDatabase.Open(root).ResolveOwner(owner));
    }

    [Fact]
    public async Task Resolve_SpecialFile_IsRefusedWithoutHanging_CVE_2024_9676()
    {
        foreach (var type in new[] { FileType.Fifo, FileType.CharacterDevice, FileType.Socket })
        {
            using (var root = RootedDirectory.Open(_folder.Path))
            {
                root.Remove(UnixPath.FromText("etc/passwd"));
                root.CreateNode(UnixPath.FromText("etc/passwd"), type, 0b110_110_110, 1, 5);
            }

            var failure = await Task.Run(() => Assert.Throws<UserException>(() => Resolve("app"))).WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Contains("cannot read /etc/passwd of the image", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Resolve_LinkToTheHostsFile_IsResolvedInTheImage()
    {
        File.Delete(_folder.Sub("etc/passwd"));
        File.CreateSymbolicLink(_folder.Sub("etc/passwd"), "/etc/shadow-of-image");
        _folder.File("etc/shadow-of-image", "inside:x:42:42::/:/bin/sh\n");
        Assert.Equal(42u, Resolve("inside").Uid);
        File.Delete(_folder.Sub("etc/passwd"));
        File.CreateSymbolicLink(_folder.Sub("etc/passwd"), _folder.Sub("etc/shadow-of-image"));
        Assert.Throws<UserException>(() => Resolve("inside"));
    }

    [Fact]
    public void Resolve_EndlessFileOrLine_IsRefused_GHSA_72x6_4j93_7w86()
    {
        using (var file = File.OpenWrite(_folder.Sub("etc/group")))
        {
            file.SetLength(5L * 1024 * 1024 * 1024);
        }

        Assert.Contains("cannot read /etc/group of the image", Assert.Throws<UserException>(() => Resolve("app")).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.Sub("etc/group"), "wheel:x:10:" + new string('a', AccountFile.MaximumLineBytes));
        Assert.Contains("a line of more than", Assert.Throws<UserException>(() => Resolve("app")).Message, StringComparison.Ordinal);
    }

    private ResolvedUser Resolve(string user)
    {
        using var root = RootedDirectory.Open(_folder.Path);
        return UserDatabase.Open(root).Resolve(user);
    }
}
