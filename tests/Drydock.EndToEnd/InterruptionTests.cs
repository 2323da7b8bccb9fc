namespace Drydock.EndToEnd;

public sealed class InterruptionTests(Yard yard) : IClassFixture<Yard>
{
    private const int Interrupted = 130;

    [Fact]
    public async Task Interrupt_InARun_ExitsWith130AndLeavesNothing()
    {
        using var site = Site();
        using var build = site.StartBuild();
        await build.WaitForErrorsAsync("i-am-running");
        build.Signal("INT");
        var result = await build.WaitAsync();
        Assert.Equal(Interrupted, result.ExitCode);
        Assert.Contains("cancel", result.Errors, StringComparison.OrdinalIgnoreCase);
        await Leftovers.AssertNoneAsync(site);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
        await AssertStoreWorksAsync(site);
    }

    [Fact]
    public async Task Kill_InARun_LeavesNothingAndTheNextBuildWorks()
    {
        using var site = Site();
        using var build = site.StartBuild();
        await build.WaitForErrorsAsync("i-am-running");
        build.Signal("KILL");
        await build.WaitAsync();
        await Leftovers.AssertNoneAsync(site);
        await AssertStoreWorksAsync(site);
    }

    [Fact]
    public async Task Terminate_InARun_EndsTheBuild()
    {
        using var site = Site();
        using var build = site.StartBuild();
        await build.WaitForErrorsAsync("i-am-running");
        build.Signal("TERM");
        Assert.NotEqual(0, (await build.WaitAsync()).ExitCode);
        await Leftovers.AssertNoneAsync(site);
    }

    [Fact]
    public async Task Failure_OfOneStage_EndsTheOthers()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox AS slow
            RUN --mount=type=cache,id=go,target=/m touch /m/slow; sleep 1000
            FROM busybox AS failing
            RUN --mount=type=cache,id=go,target=/m while [ ! -e /m/slow ]; do sleep 0.1; done; exit 9
            FROM busybox
            COPY --from=slow /etc/passwd /a
            COPY --from=failing /etc/passwd /b
            """);
        Assert.Contains("exit code: 9", (await site.BuildAsync()).Failed().Errors, StringComparison.Ordinal);
        await Leftovers.AssertNoneAsync(site);
    }

    private static async Task AssertStoreWorksAsync(BuildSite site)
    {
        site.Dockerfile("FROM busybox\nRUN echo before > /before\nRUN cat /before > /after\n");
        Assert.Equal("before\n", await site.ReadAsync("after"));
    }

    private BuildSite Site() => yard.NewSite().Dockerfile("FROM busybox\nRUN echo before > /before\nRUN echo i-am-running && sleep 1000\n");
}
