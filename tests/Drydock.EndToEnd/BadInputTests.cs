namespace Drydock.EndToEnd;

/// <summary>Whatever is wrong, there is one clear message with a next step, and the store goes on working.</summary>
public sealed class BadInputTests(Yard yard) : IClassFixture<Yard>
{
    private const int UsageError = 125;

    [Theory]
    [InlineData("FROM busybox\nRUNN true\n", "Dockerfile:2", ">>> RUNN true", "unknown instruction: RUNN", "did you mean RUN?")]
    [InlineData("FROM busybox\nCOPY missing.txt /\n", "Dockerfile:2", ">>> COPY missing.txt /", "missing.txt", "not found")]
    [InlineData("FROM busybox AS build\nFROM busybox\nCOPY --from=biuld /a /\n", "Dockerfile:3", ">>> COPY --from=biuld", "biuld", "build")]
    [InlineData("FROM b AS a\nFROM a AS b\n", "Dockerfile:1", ">>> FROM b AS a", "b", "stage")]
    [InlineData("FROM busybox\nCOPY --from=0 /a /b\n", "Dockerfile:2", ">>> COPY --from=0", "circular", "stage")]
    [InlineData("FROM UPPER/Case\n", "Dockerfile:1", ">>> FROM UPPER/Case", "invalid reference format", "lower case")]
    [InlineData("FROM busybox\nRUN --mount=type=bnd,target=/x true\n", "Dockerfile:2", ">>> RUN --mount", "bnd", "bind")]
    [InlineData("FROM busybox\nRUN --mount=type=volume,target=/x true\n", "Dockerfile:2", "unsupported mount type", "bind, cache, secret, ssh, tmpfs")]
    [InlineData("FROM busybox\nRUN --wrong=1 true\n", "Dockerfile:2", "unknown flag: --wrong", "--mount, --network")]
    [InlineData("FROM busybox\nCOPY --chwon=1 a /\n", "Dockerfile:2", ">>> COPY --chwon", "chwon", "chown")]
    [InlineData("FROM busybox\nCOPY a\n", "Dockerfile:2", ">>> COPY a", "COPY", "two arguments")]
    [InlineData("RUN true\n", "Dockerfile:1", ">>> RUN true", "FROM", "no build stage")]
    [InlineData("FROM busybox\nENV A\n", "Dockerfile:2", ">>> ENV A", "ENV", "")]
    [InlineData("FROM busybox\nRUN <<END\ntrue\n", "Dockerfile:2", "RUN <<END", "END", "heredoc")]
    [InlineData("FROM busybox\nEXPOSE abc\n", "Dockerfile:2", ">>> EXPOSE abc", "abc", "port")]
    [InlineData("FROM busybox\nRUN [\"true\"\nUSER\n", "Dockerfile:3", ">>> USER", "USER", "")]
    [InlineData("", "Dockerfile", "", "empty", "")]
    [InlineData("# only a comment\n", "Dockerfile", "", "no instructions", "")]
    public async Task Dockerfile_WithAMistake_IsReportedWithItsPlace(string text, params string[] expected)
    {
        using var site = yard.NewSite().Dockerfile(text).Write("a");
        AssertReport(await site.BuildAsync(), 1, expected);
        await AssertWorksAfterwardsAsync(site);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dockerfile_WithSeveralMistakes_IsReportedWhole(bool check)
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUNN true\nCOPY --form=0 a /\nENV A\n");
        AssertReport(
            await site.BuildAsync(check ? ["--check"] : []), 1,
            ">>> RUNN true", "did you mean RUN?", "see docs/errors.md#unknowninstruction",
            ">>> COPY --form=0", "did you mean from?", "see docs/errors.md#invalidflag",
            ">>> ENV A", "ENV must have two arguments", "see docs/errors.md#invalidarguments");
    }

    [Theory]
    [InlineData("unknown flag: --tga", "did you mean --tag?", "--tga", "x")]
    [InlineData("--output", "typ", "-o", "typ=local,dest=x")]
    [InlineData("unknown output type \"oic\"", "did you mean oci?)\nthe types are image, oci", "-o", "type=oic")]
    [InlineData("--network", "default, host or none", "--network", "bridge")]
    [InlineData("--build-arg", "NAME=VALUE", "--build-arg", "=x")]
    [InlineData("--ulimit", "nofile=1024:2048", "--ulimit", "nofile")]
    [InlineData("--add-host", "IP", "--add-host", "name:not-an-address")]
    [InlineData("--shm-size", "12x", "--shm-size", "12x")]
    [InlineData("--secret", "no file", "--secret", "id=a,src=/nonexistent")]
    [InlineData("--ssh", "SSH_AUTH_SOCK", "--ssh", "default")]
    [InlineData("--platform", "linux/", "--platform", "linux/")]
    [InlineData("--jobs", "many", "--jobs", "many")]
    [InlineData("--jobs", "at least 1", "--jobs", "0")]
    [InlineData("--ulimit", "nofile", "--ulimit", "bogus=1")]
    [InlineData("--progress", "fancy", "--progress", "fancy")]
    [InlineData("invalid value \"stop\" for --on-error", "shell", "--on-error", "stop")]
    [InlineData("--allow", "network.host", "--allow", "everything")]
    public async Task Flag_WithAWrongValue_IsRefusedBeforeAnythingRuns(string first, string second, params string[] flags)
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        site.Drydock.Environment["SSH_AUTH_SOCK"] = null;
        var result = await site.BuildAsync(flags);
        AssertReport(result, UsageError, first, second);
        Assert.DoesNotContain("RUN true", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ThatIsUnknown_NamesTheNearest()
    {
        using var site = yard.NewSite();
        AssertReport(await site.Drydock.RunAsync("biuld", "."), 1, "unknown command", "\"build\"");
        AssertReport(await site.Drydock.RunAsync("build"), 1, "\"drydock build\" needs PATH|URL|-: ", "--help");
        AssertReport(await site.Drydock.RunAsync("build", "a", "b"), 1, "\"drydock build\" takes no further argument: b", "--help");
    }

    [Theory]
    [InlineData("  build ")]
    [InlineData("  prune", "image")]
    public async Task Command_ThatIsLeftOut_IsAnsweredWithHelp(string expected, params string[] words)
    {
        using var site = yard.NewSite();
        var result = await site.Drydock.RunAsync(words);
        Assert.True(result.ExitCode == 0 && result.Output.Contains(expected, StringComparison.Ordinal), result.Everything);
    }

    [Fact]
    public async Task Store_ThatIsNone_IsLeftAlone()
    {
        using var site = yard.NewSite().Write("file").Write("other/file");
        var other = $"{site.Context}/other";
        var mode = new DirectoryInfo(other).UnixFileMode;
        AssertReport(await site.Drydock.RunAsync("--root", $"{site.Context}/file", "images"), 1, "it is a file", "--root");
        AssertReport(await site.Drydock.RunAsync("--root", other, "images"), 1, "not empty (file)", "--root");
        Assert.Equal(mode, new DirectoryInfo(other).UnixFileMode);
    }

    [Fact]
    public async Task IgnoreFile_ThatCannotBeUsed_IsNamed()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nCOPY . /\n").Write(".dockerignore", "ok\n[a-\n");
        AssertReport(await site.BuildAsync(), 1, ".dockerignore: line 2: the ignore pattern \"[a-\"");
        File.Delete($"{site.Context}/.dockerignore");
        site.Write(".dockerignore/file");
        AssertReport(await site.BuildAsync(), 1, ".dockerignore", "not a regular file");
    }

    [Fact]
    public async Task Name_ThatIsNone_IsRefused()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        AssertReport(await site.BuildAsync("-t", "a:b:c"), 1, "invalid image name", "a:b:c");
    }

    [Fact]
    public async Task Base_ThatTheRegistryDoesNotHave_IsNamedWithItsLine()
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nFROM {yard.Registry}/absent:1.0\n");
        AssertReport(await site.BuildAsync(), 1, "Dockerfile:2", $">>> FROM {yard.Registry}/absent:1.0", "does not exist");
        await AssertWorksAfterwardsAsync(site);
    }

    [Fact]
    public async Task Target_ThatIsUnknown_NamesTheStages()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS builder\nFROM busybox AS final\n");
        AssertReport(await site.BuildAsync("--target", "bulider"), 1, "target stage \"bulider\" could not be found", "builder");
        await AssertWorksAfterwardsAsync(site);
    }

    [Fact]
    public async Task Context_ThatIsNone_IsNamed()
    {
        using var site = yard.NewSite().Write("file");
        AssertReport(await site.BuildAsync(), 1, "Dockerfile", "no such file", "-f");
        AssertReport(await site.Drydock.RunAsync("build", site["absent"]), 1, site["absent"], "not found");
        AssertReport(await site.Drydock.RunAsync("build", $"{site.Context}/file"), 1, $"{site.Context}/file\" is not a directory");
        AssertReport(await site.BuildAsync("-f", "absent.Dockerfile"), 1, "absent.Dockerfile", "no such file");
        AssertReport(await site.BuildFromAsync([], "-"), 1, "standard input is empty");
        AssertReport(await site.BuildFromAsync([0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9], "-"), 1, "standard input", "damaged");
    }

    [Fact]
    public async Task Runtime_ThatIsAbsent_IsNamedWithWhatToInstall()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        AssertReport(await site.Drydock.RunAsync("--runtime", "/no/such/crun", "build", site.Context), 1, "/no/such/crun");

        // Wherever the machine has them, in a mount namespace of their own nobody can execute them.
        const string hide = "for p in $(which -a crun runc); do mount --bind /dev/null $(readlink -f $p); done; exec \"$@\"";
        using var command = RunningCommand.Start("unshare", ["-m", "sh", "-c", hide, "sh", DrydockProgram.Path, "build", site.Context], site.Drydock.Environment);
        AssertReport(await command.WaitAsync(), 1, "crun", "runc", "install");
        await AssertWorksAfterwardsAsync(site);
    }

    [Fact]
    public async Task Registry_ThatIsDown_IsNamed()
    {
        using var site = new BuildSite("127.0.0.1:1").Dockerfile("FROM 127.0.0.1:1/image:tag\n");
        AssertReport(await site.BuildAsync(), 1, "Dockerfile:1", "127.0.0.1:1");
    }

    [Fact]
    public async Task Failure_InSeveralPlaces_IsReportedAllAtOnce()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUNN 1\nCOPPY a b\n");
        AssertReport(await site.BuildAsync(), 1, "RUNN", "COPPY", "Dockerfile:2", "Dockerfile:3");
    }

    internal static void AssertReport(CommandResult result, int exitCode, params string[] expected)
    {
        foreach (var text in expected)
        {
            Assert.True(result.Errors.Contains(text, StringComparison.OrdinalIgnoreCase), $"expected \"{text}\":\n{result.Everything}");
        }

        Assert.True(result.ExitCode == exitCode, result.Everything);
        Assert.DoesNotContain("   at Drydock", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Errors, StringComparison.Ordinal);
    }

    internal static async Task AssertWorksAfterwardsAsync(BuildSite site)
    {
        site.Dockerfile("FROM busybox\nRUN echo fine > /fine\n");
        Assert.Equal("fine\n", await site.ReadAsync("fine"));
    }
}
