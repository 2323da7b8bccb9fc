namespace Drydock.EndToEnd;

public sealed class CacheTests(Yard yard) : IClassFixture<Yard>
{
    private const string TwoStages = """
        FROM busybox AS left
        COPY left.txt /
        RUN cat /left.txt > /left.out
        FROM busybox AS right
        COPY right.txt /
        RUN cat /right.txt > /right.out
        FROM busybox
        COPY --from=left /left.out /
        COPY --from=right /right.out /
        RUN cat /left.out /right.out > /all
        """;

    [Fact]
    public async Task Build_WithoutAChange_ExecutesNothingAndGivesTheSameImage()
    {
        using var site = Site();
        var first = await BuildAsync(site);
        var second = await BuildAsync(site);
        Assert.Empty(second.Executed);
        Assert.Equal(first.ImageId, second.ImageId);
        Assert.Equal(7, second.Cached.Count);
    }

    [Fact]
    public async Task Build_AfterAChangeInOneStage_ExecutesWhatDependsOnIt()
    {
        using var site = Site();
        await BuildAsync(site);
        site.Write("right.txt", "changed\n");
        var second = await BuildAsync(site);
        Assert.Equal(
            ["[right 2/3] COPY right.txt /", "[right 3/3] RUN cat /right.txt > /right.out", "[stage-2 3/4] COPY --from=right /right.out /", "[stage-2 4/4] RUN cat /left.out /right.out > /all"],
            second.Executed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Build_AfterATouchedTime_ExecutesNothing()
    {
        using var site = Site();
        await BuildAsync(site);
        File.SetLastWriteTimeUtc($"{site.Context}/right.txt", DateTime.UnixEpoch);
        Assert.Empty((await BuildAsync(site)).Executed);
    }

    [Fact]
    public async Task Build_AfterAStageCameToTheSameFiles_DoesNotExecuteWhatCopiesFromIt()
    {
        using var site = yard.NewSite().Write("note", "1").Dockerfile("FROM busybox AS a\nCOPY note /\nRUN echo same > /out\nFROM busybox\nCOPY --from=a /out /\nRUN cat /out\n");
        await BuildAsync(site);
        site.Write("note", "2");
        Assert.Equal(["[a 2/3] COPY note /", "[a 3/3] RUN echo same > /out"], (await BuildAsync(site)).Executed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Build_WithoutCache_ExecutesEveryStep()
    {
        using var site = Site();
        await BuildAsync(site);
        var again = await BuildAsync(site, "--no-cache");
        Assert.Empty(again.Cached);
        Assert.Equal(7, again.Executed.Count);
    }

    [Fact]
    public async Task Build_WithoutTheCacheOfAStage_ExecutesThatStage()
    {
        using var site = Site();
        await BuildAsync(site);
        var again = await BuildAsync(site, "--no-cache-filter", "left");
        Assert.Contains("[left 3/3] RUN cat /left.txt > /left.out", again.Executed);
        Assert.Contains("[right 3/3] RUN cat /right.txt > /right.out", again.Cached);
    }

    [Fact]
    public async Task Build_OfAnotherStore_GivesTheSameLayers()
    {
        using var site = Site();
        using var other = Site();
        var (one, two) = (await site.ConfigAsync("--build-arg", "SOURCE_DATE_EPOCH=0"), await other.ConfigAsync("--build-arg", "SOURCE_DATE_EPOCH=0"));
        Assert.Equal(one["config"]!.ToJsonString(), two["config"]!.ToJsonString());
        Assert.Equal(one["rootfs"]!["diff_ids"]!.AsArray().Count, two["rootfs"]!["diff_ids"]!.AsArray().Count);
    }

    [Fact]
    public async Task Pull_AfterTheTagMoved_UsesTheNewImage()
    {
        await yard.PushAsync("library/moving:1", await BusyBox.LayerAsync(tar => tar.File("version", "old\n")));
        using var site = yard.NewSite().Dockerfile("FROM moving:1\nRUN cp /version /seen\n");
        Assert.Equal("old\n", await site.ReadAsync("seen"));
        await yard.PushAsync("library/moving:1", await BusyBox.LayerAsync(tar => tar.File("version", "new\n")));
        Assert.Equal("old\n", await site.ReadAsync("seen"));
        Assert.Equal("new\n", await site.ReadAsync("seen", "--pull"));
    }

    [Fact]
    public async Task Steps_OfTwoBuildsAtOnce_AreDoneOnce()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,id=count,target=/m echo ran >> /m/runs && sleep 1\n");
        using var one = site.StartBuild("-q");
        using var two = site.StartBuild("-q");
        Assert.Equal((await one.WaitAsync()).Succeeded().Output, (await two.WaitAsync()).Succeeded().Output);
        site.Dockerfile("FROM busybox\nRUN --mount=type=cache,id=count,target=/m cp /m/runs /runs\n");
        Assert.Equal("ran\n", await site.ReadAsync("runs"));
    }

    [Fact]
    public async Task Step_ThatAnotherBuildExecutes_SaysThatItWaits()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,id=go,target=/m echo i-am-$(echo running); while [ ! -e /m/go ]; do sleep 0.1; done\n");
        using var one = site.StartBuild();
        await one.WaitForErrorsAsync("i-am-running");
        using var two = site.StartBuild();
        await two.WaitForErrorsAsync("waiting for another build, which executes this step");
        var other = site.WriteOutside("other/Dockerfile", "FROM busybox\nRUN --mount=type=cache,id=go,target=/m touch /m/go\n");
        (await site.Drydock.RunAsync("build", Path.GetDirectoryName(other)!)).Succeeded();
        Assert.Single(StepLog.Of((await one.WaitAsync()).Succeeded()).Executed);
        Assert.Single(StepLog.Of((await two.WaitAsync()).Succeeded()).Cached);
    }

    [Fact]
    public async Task Steps_ThatAreTheSameInTwoStages_AreDoneOnce()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox AS a
            RUN --mount=type=cache,id=count,target=/m echo ran >> /m/runs && sleep 0.5
            FROM busybox AS b
            RUN --mount=type=cache,id=count,target=/m echo ran >> /m/runs && sleep 0.5
            FROM busybox
            COPY --from=a /etc/passwd /a
            COPY --from=b /etc/passwd /b
            RUN --mount=type=cache,id=count,target=/m cp /m/runs /runs
            """);
        Assert.Equal("ran\n", await site.ReadAsync("runs"));
    }

    [Fact]
    public async Task Base_ThatNoStepReads_IsNotFetched()
    {
        await yard.PushAsync("library/unread:1", await BusyBox.LayerAsync(tar => tar.File("only-here", "unread")));
        using var site = yard.NewSite().Write("file", "f").Dockerfile("FROM unread:1\nLABEL a=1\nCOPY --link file /\nCMD [\"x\"]\n");
        Assert.DoesNotContain("FROM docker.io/library/unread:1", (await site.BuildAsync("-o", "type=cacheonly")).Succeeded().Errors, StringComparison.Ordinal);
        site.Dockerfile("FROM unread:1\nCOPY file /\n");
        Assert.Contains("FROM docker.io/library/unread:1", (await site.BuildAsync("-o", "type=cacheonly")).Succeeded().Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LABEL a=2")]
    [InlineData("CMD [\"b\"]")]
    [InlineData("EXPOSE 80")]
    [InlineData("ENTRYPOINT [\"x\"]")]
    [InlineData("STOPSIGNAL 9")]
    [InlineData("HEALTHCHECK NONE")]
    [InlineData("VOLUME /v")]
    public async Task Metadata_ThatIsAddedEarly_LetsLaterStepsBe(string instruction)
    {
        using var site = yard.NewSite().Write("f", "f").Dockerfile("FROM busybox\nLABEL a=1\nCOPY f /\nRUN true\n");
        await BuildAsync(site);
        site.Dockerfile($"FROM busybox\n{instruction}\nCOPY f /\nRUN true\n");
        var second = await BuildAsync(site);
        Assert.Empty(second.Executed);
        Assert.Equal(2, second.Cached.Count);
    }

    [Fact]
    public async Task File_WithOtherBytesOfTheSameSizeAndTime_IsSeen()
    {
        using var site = yard.NewSite().Write("f", "one").Dockerfile("FROM busybox\nCOPY f /\n");
        await Task.Delay(200);
        Assert.Equal("one", await site.ReadAsync("f"));
        var time = File.GetLastWriteTimeUtc($"{site.Context}/f");
        site.Write("f", "two");
        File.SetLastWriteTimeUtc($"{site.Context}/f", time);
        Assert.Equal("two", await site.ReadAsync("f"));
    }

    [Fact]
    public async Task File_OfAnotherOwner_ExecutesNothing()
    {
        using var site = yard.NewSite().Write("d/f", "one").Dockerfile("FROM busybox\nCOPY d /d\n");
        await BuildAsync(site);
        await ProcessFixture.RunAsync("chown", "-R", "1234:1234", $"{site.Context}/d");
        Assert.Empty((await BuildAsync(site)).Executed);
    }

    private static async Task<StepLog> BuildAsync(BuildSite site, params string[] arguments) => StepLog.Of((await site.BuildAsync(arguments)).Succeeded());

    private BuildSite Site() => yard.NewSite().Dockerfile(TwoStages).Write("left.txt", "left\n").Write("right.txt", "right\n");
}
