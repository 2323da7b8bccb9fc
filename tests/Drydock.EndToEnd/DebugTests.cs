using System.Text;

namespace Drydock.EndToEnd;

/// <summary><c>drydock debug</c> and <c>build --on-error=shell</c>: a shell where a RUN failed.</summary>
public sealed class DebugTests(Yard yard) : IClassFixture<Yard>
{
    private const string Failing = """
        FROM busybox AS other
        RUN echo from-a-stage > /file
        FROM busybox
        ENV COLOR=blue
        ARG SHADE=dark
        WORKDIR /work
        RUN mkdir /work/for-guest && chown guest /work/for-guest
        USER guest
        RUN --mount=type=bind,from=other,source=/file,target=/mnt/file --mount=type=bind,source=note,target=/mnt/note --mount=type=cache,target=/cache,uid=1000 --mount=type=secret,id=token,target=/mnt/token,uid=1000 echo kept > /work/for-guest/partial && echo warm > /cache/c && exit 4
        """;

    [Fact]
    public async Task Failure_OfARun_NamesTheCommandThatLooksIntoIt()
    {
        using var site = Site();
        var failed = (await site.BuildAsync()).Failed();
        Assert.Contains("exit code: 4", failed.Errors, StringComparison.Ordinal);
        Assert.EndsWith("look into what it left, until the next build, with \"drydock debug\"", failed.Errors.TrimEnd(), StringComparison.Ordinal);
        failed = (await site.Drydock.RunAsync("--root", site.Drydock.Root, "build", site.Context)).Failed();
        Assert.EndsWith($"\"drydock --root {site.Drydock.Root} debug\"", failed.Errors.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_OfTheFailedRun_HasItsFilesMountsUserAndVariables()
    {
        using var site = Site();
        var secret = site.WriteOutside("secret", "geheim");
        (await site.BuildAsync("--secret", $"id=token,src={secret}")).Failed();
        var script = "pwd; id -un; echo $COLOR $SHADE; cat for-guest/partial /mnt/file /mnt/note /cache/c; cat /mnt/token; exit 5\n";
        var result = await site.Drydock.RunWithInputAsync(Encoding.UTF8.GetBytes(script), "debug", "--secret", $"id=token,src={secret}");
        Assert.Equal("/work\nguest\nblue dark\nkept\nfrom-a-stage\nnoted\nwarm\ngeheim", result.Output);
        Assert.Equal(5, result.ExitCode);
    }

    [Fact]
    public async Task Debug_WithACommand_ExecutesItWhatItChangesStaysWithTheStep()
    {
        using var site = Site();
        (await site.BuildAsync()).Failed();
        (await site.Drydock.RunAsync("debug", "touch", "for-guest/more")).Succeeded();
        var listed = (await site.Drydock.RunAsync("debug", "ls", "-1", "for-guest")).Succeeded();
        Assert.Equal("more\npartial\n", listed.Output);
        Assert.Contains("secret token is not there", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_AfterTheNextBuild_HasNothing()
    {
        using var site = Site();
        (await site.BuildAsync()).Failed();
        site.Dockerfile("FROM busybox\nRUN true\n");
        (await site.BuildAsync()).Succeeded();
        Assert.Contains("no failed step", (await site.Drydock.RunAsync("debug")).Failed().Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/failed"));
    }

    [Fact]
    public async Task Debug_AfterABuildOfAnotherContext_StillHasIt()
    {
        using var site = Site();
        (await site.BuildAsync()).Failed();
        var other = site.WriteOutside("other/Dockerfile", "FROM busybox\nRUN true\n");
        (await site.Drydock.RunAsync("build", Path.GetDirectoryName(other)!)).Succeeded();
        (await site.Drydock.RunAsync("debug", "true")).Succeeded();
    }

    // Only a static program, and no /bin/sh: the shell is lent, and leaves no trace.
    [Fact]
    public async Task Debug_OfAnImageWithoutAShell_LendsOne()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS tools\nFROM scratch\nCOPY --from=tools /bin/busybox /bin/tool\nRUN [\"/bin/tool\", \"false\"]\n");
        (await site.BuildAsync()).Failed();
        var result = await site.Drydock.RunWithInputAsync("echo hello from the shell; ls /bin\n"u8.ToArray(), "debug");
        Assert.Equal("hello from the shell\ntool\n", result.Succeeded().Output);
        Assert.DoesNotContain(".drydock", await ProcessFixture.RunAsync("find", $"{site.Drydock.Root}/failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_OfAStepThatCouldNotStart_ShowsItsFiles()
    {
        using var site = yard.NewSite().Write("data", "here\n").Dockerfile("FROM scratch\nCOPY data /data\nRUN echo there is no shell\n");
        Assert.Contains("drydock debug", (await site.BuildAsync()).Failed().Errors, StringComparison.Ordinal);
        Assert.Equal("here\n", (await site.Drydock.RunWithInputAsync("cat /data\n"u8.ToArray(), "debug")).Succeeded().Output);
    }

    [Fact]
    public async Task OnError_Shell_OpensItAndFailsAfterwards()
    {
        using var site = Site();
        var result = await site.Drydock.RunWithInputAsync("cat for-guest/partial\n"u8.ToArray(), "build", "--on-error=shell", site.Context);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("kept\n", result.Output);
        Assert.Contains("exit code: 4", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_OfTheCache_RemovesTheFailedStep()
    {
        using var site = Site();
        (await site.BuildAsync()).Failed();
        Assert.Contains("failed step", (await site.Drydock.RunAsync("builder", "prune", "-af")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/failed"));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/layers"));
    }

    private BuildSite Site() => yard.NewSite().Write("note", "noted\n").Dockerfile(Failing);
}
