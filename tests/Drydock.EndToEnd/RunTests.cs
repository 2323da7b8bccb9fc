namespace Drydock.EndToEnd;

public sealed class RunTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task Run_WithUserFolderAndEnvironment_HasThem()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            ARG BUILD=arg
            ENV NAME=env
            WORKDIR /home/guest
            RUN chown guest /home/guest
            USER guest
            RUN echo "$(id -u):$(id -g) $(id -G) $PWD $NAME $BUILD $HOME" > who
            USER 4242:4343
            RUN echo "$(id -u):$(id -g)" > /tmp/who
            """);
        var files = await site.FilesAsync();
        Assert.Equal("1000:1000 1000 50 /home/guest env arg /home/guest\n", BuildSite.Text(files, "home/guest/who"));
        Assert.Equal("4242:4343\n", BuildSite.Text(files, "tmp/who"));
        Assert.Equal(4242, files["tmp/who"].Uid);
    }

    [Theory]
    [InlineData("RUN exit 3", "exit code: 3")]
    [InlineData("RUN sh -c 'kill -9 $$'; exit $?", "exit code: 137")]
    [InlineData("RUN no-such-program", "exit code: 127")]
    [InlineData("RUN [\"/no/such/program\"]", "/no/such/program")]
    [InlineData("USER nobody-knows\nRUN true", "nobody-knows")]
    public async Task Run_ThatFails_IsReportedWithItsLinesAndOutput(string instruction, string reason)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nRUN echo before\n{instruction}\n");
        var result = (await site.BuildAsync()).Failed();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Errors, StringComparison.Ordinal);
        Assert.Contains($">>> {instruction.Split('\n')[^1]}", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Dockerfile:", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatFails_ShowsTheEndOfItsOutput()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN seq 1 100; echo the-last-words >&2; exit 7\n");
        var report = (await site.BuildAsync("--progress=quiet")).Failed().Errors;
        Assert.Contains("the-last-words", report, StringComparison.Ordinal);
        Assert.Contains("100\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutNetwork_HasOnlyLoopback()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --network=none ls /sys/class/net > /some\nRUN cat /proc/net/dev | grep -c : > /all\n");
        Assert.Equal("lo\n", await site.ReadAsync("some"));
    }

    [Fact]
    public async Task Run_WithAddedHostsShmAndLimits_SeesThem()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN grep -c 'named.example' /etc/hosts > /h; ulimit -n > /n; df -k /dev/shm | awk 'END { print $2 }' > /s\n");
        var files = await site.FilesAsync("--add-host", "named.example:10.1.2.3", "--ulimit", "nofile=123:456", "--shm-size", "8m");
        Assert.Equal(("1\n", "123\n", "8192\n"), (BuildSite.Text(files, "h"), BuildSite.Text(files, "n"), BuildSite.Text(files, "s")));
    }

    [Fact]
    public async Task Run_Always_LeavesNoFilesOfTheSandboxInTheImage()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,target=/deep/er/cache touch /made\n");
        var files = await site.FilesAsync();
        Assert.Contains("made", files.Keys);
        Assert.DoesNotContain(files.Keys, k => k is "etc/resolv.conf" or "etc/hosts" or "etc/hostname" || k.StartsWith("deep", StringComparison.Ordinal));
        Assert.DoesNotContain(files.Keys, k => k.StartsWith("dev/", StringComparison.Ordinal) && k != "dev/");
    }

    [Fact]
    public async Task Run_ThatChangesDev_LeavesNothingOfItToTheNextStep()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            RUN ls -lA /dev /dev/shm >/before
            RUN echo x >/dev/shm/secret; true </dev/zero; echo x >/dev/null
            RUN echo x >/dev/secret; rm /dev/full; chmod 600 /dev/zero
            RUN ls -lA /dev /dev/shm >/after

            """);
        var files = await site.FilesAsync();
        Assert.Contains("full", BuildSite.Text(files, "before"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", BuildSite.Text(files, "after"), StringComparison.Ordinal);
        Assert.Equal(Nodes("before"), Nodes("after"));

        // Times and links aside: what kind each is, its mode, owner and name.
        IEnumerable<string> Nodes(string name) => BuildSite.Text(files, name).Split('\n').Where(line => line.StartsWith('c')).Select(line => $"{line[..10]} {line.Split(' ')[^1]}");
    }

    [Fact]
    public async Task Run_ThatUsesADirectoryAboveAMount_KeepsItWithAnOrdinaryMode()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,target=/deep/er/cache touch /deep/mine\n");
        var files = await site.FilesAsync();
        Assert.Equal((UnixFileMode)0b111_101_101, files["deep/"].Mode);
        Assert.DoesNotContain("deep/er/", files.Keys);
    }

    [Fact]
    public async Task Run_WithBinaryAndLongOutput_DoesNotHarmTheReport()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN head -c 100000 /dev/urandom; yes 0123456789 | head -n 50000; printf no-newline\n");
        Assert.Contains("no-newline", (await site.BuildAsync()).Succeeded().Errors, StringComparison.Ordinal);
    }
}
