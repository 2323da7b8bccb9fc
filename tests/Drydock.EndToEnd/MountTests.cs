using System.Net.Sockets;

namespace Drydock.EndToEnd;

public sealed class MountTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task Bind_OfContextAndStage_ShowsFilesAndDropsWhatIsWritten()
    {
        using var site = yard.NewSite().Write("src/a.txt", "context\n").Dockerfile("""
            FROM busybox AS data
            RUN mkdir /d && echo stage > /d/f
            FROM busybox
            RUN --mount=type=bind,source=src,target=/src --mount=from=data,source=/d,target=/d cat /src/a.txt /d/f > /seen
            RUN --mount=type=bind,source=src,target=/src ! touch /src/x
            RUN --mount=type=bind,source=src,target=/src,rw touch /src/x && ls /src > /written
            RUN --mount=type=bind,source=src/a.txt,target=/one.txt cat /one.txt > /single
            """);
        var files = await site.FilesAsync();
        Assert.Equal("context\nstage\n", BuildSite.Text(files, "seen"));
        Assert.Equal("a.txt\nx\n", BuildSite.Text(files, "written"));
        Assert.Equal("context\n", BuildSite.Text(files, "single"));
        Assert.False(File.Exists($"{site.Context}/src/x"));
        Assert.DoesNotContain(files.Keys, k => k.StartsWith("src", StringComparison.Ordinal) || k == "d/" || k == "one.txt");
    }

    [Fact]
    public async Task Cache_OverBuilds_KeepsItsFilesOutOfTheImage()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nARG N\nRUN --mount=type=cache,target=/c,mode=0750,uid=7 echo $N >> /c/log && cp /c/log /log && stat -c %a:%u /c > /mode\n");
        await site.FilesAsync("--build-arg", "N=1");
        var files = await site.FilesAsync("--build-arg", "N=2");
        Assert.Equal("1\n2\n", BuildSite.Text(files, "log"));
        Assert.Equal("750:7\n", BuildSite.Text(files, "mode"));
        Assert.DoesNotContain(files.Keys, k => k.StartsWith("c/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cache_ThatIsLocked_IsUsedByOneStepAtATime()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox AS a
            RUN --mount=type=cache,id=l,target=/c,sharing=locked mkdir /c/busy && sleep 0.5 && rmdir /c/busy
            FROM busybox AS b
            RUN --mount=type=cache,id=l,target=/c,sharing=locked mkdir /c/busy && sleep 0.5 && rmdir /c/busy
            FROM busybox
            COPY --from=a /etc/passwd /a
            COPY --from=b /etc/passwd /b
            """);
        (await site.BuildAsync()).Succeeded();
    }

    [Theory]
    [InlineData("type=cache,target=/etc/passwd", "cannot mount a directory on /etc/passwd: a file is there")]
    [InlineData("type=tmpfs,target=/etc/passwd", "cannot mount a directory on /etc/passwd: a file is there")]
    [InlineData("type=bind,target=/etc/passwd", "cannot mount a directory on /etc/passwd: a file is there")]
    [InlineData("type=bind,source=a.txt,target=/etc", "cannot mount a file on /etc: a directory is there")]
    [InlineData("type=secret,id=s,target=/etc", "cannot mount a file on /etc: a directory is there")]
    [InlineData("type=cache,target=/etc/passwd/x", "cannot mount on /etc/passwd/x: the path leads through a file")]
    public async Task Mount_OfTheWrongKind_IsRefusedBeforeTheRuntimeStarts(string mount, string message)
    {
        using var site = yard.NewSite().Write("a.txt", "a\n").Dockerfile($"FROM busybox\nRUN --mount={mount} true\n");
        var result = (await site.BuildAsync("--secret", $"id=s,src={site.WriteOutside("secret.txt", "s")}")).Failed();
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.Contains(">>> RUN", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("crun", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("runc", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tmpfs_WithASize_IsMemoryOfThatSize()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=tmpfs,target=/t,size=1m df -k /t | awk 'END { print $1, $2 }' > /df; ! dd if=/dev/zero of=/t/x bs=1M count=2\n");
        Assert.Equal("tmpfs 1024\n", await site.ReadAsync("df"));
    }

    [Fact]
    public async Task Secret_FromFileAndEnvironment_IsThereForTheStepOnly()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            RUN --mount=type=secret,id=file --mount=type=secret,id=var,env=TOKEN,target=/token cat /run/secrets/file | sha256sum > /sums && echo -n $TOKEN | sha256sum >> /sums && stat -c %a /run/secrets/file >> /sums
            RUN --mount=type=secret,id=absent [ ! -e /run/secrets/absent ] && find / -xdev -name secrets > /after
            """);
        site.Drydock.Environment["TOKEN_VALUE"] = "from-the-environment";
        var files = await site.FilesAsync("--secret", $"id=file,src={site.WriteOutside("secret.txt", "from-a-file")}", "--secret", "id=var,env=TOKEN_VALUE");
        Assert.Equal([Sha256("from-a-file"), Sha256("from-the-environment"), "400"], BuildSite.Text(files, "sums").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]));
        Assert.DoesNotContain("secrets", BuildSite.Text(files, "after"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_ThatIsRequiredAndAbsent_FailsTheBuild()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=secret,id=token,required=true true\n");
        var result = (await site.BuildAsync()).Failed();
        Assert.Contains("token", result.Errors, StringComparison.Ordinal);
        Assert.Contains(">>> RUN", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_WithAnAgent_ReachesItsSocket()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=ssh test -S \"$SSH_AUTH_SOCK\" && echo \"$SSH_AUTH_SOCK\" > /where\n");
        using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        agent.Bind(new UnixDomainSocketEndPoint(site["agent"]));
        agent.Listen();
        Assert.Equal("/run/buildkit/ssh_agent.0\n", await site.ReadAsync("where", "--ssh", $"default={site["agent"]}"));
    }

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
