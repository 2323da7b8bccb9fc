using System.Diagnostics;

namespace Drydock.EndToEnd;

/// <summary>SIGKILL at many moments: nothing may stay, and nothing that is recorded may be half.</summary>
public sealed class KillTests(Yard yard) : IClassFixture<Yard>
{
    private const int Kills = 25;

    [Fact]
    public async Task Kill_AtRandomMoments_LeavesNothingAndTheNextBuildIsRight()
    {
        using var site = Site();
        var watch = Stopwatch.StartNew();
        (await site.BuildAsync()).Succeeded();
        var whole = (int)watch.ElapsedMilliseconds;

        var random = new Random(20261121);
        for (var round = 0; round < Kills; round++)
        {
            // Every round has work to do in each stage.
            site.Write("left/round", $"{round}").Write("right/round", $"{round}");
            using var build = site.StartBuild();
            await Task.Delay(random.Next(whole));
            build.Signal("KILL");
            await build.WaitAsync();
            await Leftovers.AssertNoneAsync(site);
            await StoreHealth.AssertWholeAsync(site.Drydock);
        }

        var files = await site.FilesAsync();
        Assert.Equal(KilledStages.Count, BuildSite.Text(files, "count"));
        Assert.Equal($"{Kills - 1}", BuildSite.Text(files, "left/round"));

        // A small record that was being written is let be for a minute: it might be that of a command without a lease.
        Assert.All(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"), p => Assert.StartsWith("file-", Path.GetFileName(p), StringComparison.Ordinal));
        Assert.Empty(StepLog.Of((await site.BuildAsync()).Succeeded()).Executed);
    }

    [Fact]
    public async Task Kill_AfterSomeSteps_TheNextBuildReusesThem()
    {
        using var site = yard.NewSite().Write("file", "1").Dockerfile("FROM busybox\nCOPY file /\nRUN echo done > /done\nRUN --mount=type=cache,target=/m [ -e /m/go ] || { touch /m/go; echo i-am-$(echo running); sleep 1000; }\n");
        using var build = site.StartBuild();
        await build.WaitForErrorsAsync("i-am-running");
        build.Signal("KILL");
        await build.WaitAsync();
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
        var next = StepLog.Of((await site.BuildAsync()).Succeeded());
        Assert.Equal(["[2/4] COPY file /", "[3/4] RUN echo done > /done"], next.Cached.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
    }

    // What another process is writing must not be taken for a leftover.
    [Fact]
    public async Task Start_BesideABuildThatRuns_LeavesItsFiles()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,id=go,target=/m echo one > /one; echo i-am-$(echo running); while [ ! -e /m/go ]; do sleep 0.1; done; cat /one > /two\n");
        using var build = site.StartBuild("-t", "waiting");
        await build.WaitForErrorsAsync("i-am-running");
        var other = site.WriteOutside("other/Dockerfile", "FROM busybox\nRUN --mount=type=cache,id=go,target=/m touch /m/go\n");
        (await site.Drydock.RunAsync("build", Path.GetDirectoryName(other)!)).Succeeded();
        (await build.WaitAsync()).Succeeded();
        Assert.Equal("one\n", await site.ReadAsync("two"));
    }

    private BuildSite Site()
    {
        var site = yard.NewSite().Dockerfile(KilledStages.Dockerfile("busybox"));
        for (var i = 0; i < 200; i++)
        {
            site.Write($"right/file{i}", new string('r', i * 100));
        }

        site.Write("left/round", "first").Write("left/file", "one");
        return site.Write("right/round", "first");
    }
}
