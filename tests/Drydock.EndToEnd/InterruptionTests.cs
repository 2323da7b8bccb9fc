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
        await AssertNothingIsLeftAsync(site);
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
        await AssertNothingIsLeftAsync(site);
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
        await AssertNothingIsLeftAsync(site);
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
        await AssertNothingIsLeftAsync(site);
    }

    private static async Task AssertNothingIsLeftAsync(BuildSite site)
    {
        // The kernel ends a killed namespace's processes on its own time.
        for (var attempt = 0; attempt < 100 && Left(site).Any(); attempt++)
        {
            await Task.Delay(50);
        }

        Assert.Empty(Left(site));
    }

    private static IEnumerable<string> Left(BuildSite site) =>
        File.ReadLines("/proc/self/mounts").Where(l => l.Contains(site.Drydock.Root, StringComparison.Ordinal))
            .Concat(Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Where(d => MountsOf(d).Contains(site.Drydock.Root, StringComparison.Ordinal)));

    // What a build mounts is only in its own namespace: any process that still sees it is left over.
    private static string MountsOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/mounts");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static async Task AssertStoreWorksAsync(BuildSite site)
    {
        site.Dockerfile("FROM busybox\nRUN echo before > /before\nRUN cat /before > /after\n");
        Assert.Equal("before\n", await site.ReadAsync("after"));
    }

    private BuildSite Site() => yard.NewSite().Dockerfile("FROM busybox\nRUN echo before > /before\nRUN echo i-am-running && sleep 1000\n");
}
