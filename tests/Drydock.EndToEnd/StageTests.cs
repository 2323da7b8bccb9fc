namespace Drydock.EndToEnd;

public sealed class StageTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task CopyFrom_IndexNameAndImage_TakesTheirFiles()
    {
        await yard.PushAsync("library/other:1", await BusyBox.LayerAsync(tar => tar.File("other.txt", "from an image\n")));
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            RUN echo zero > /zero
            FROM busybox AS named
            RUN echo named > /named
            FROM scratch
            COPY --from=0 /zero /
            COPY --from=named /named /
            COPY --from=other:1 /other.txt /
            """);
        var files = await site.FilesAsync();
        Assert.Equal("zero\n", BuildSite.Text(files, "zero"));
        Assert.Equal("named\n", BuildSite.Text(files, "named"));
        Assert.Equal("from an image\n", BuildSite.Text(files, "other.txt"));
    }

    [Theory]
    [InlineData("middle")]
    [InlineData("MIDDLE")]
    public async Task Target_ByNameInAnyCase_EndsThere(string target)
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS first\nRUN echo 1 > /a\nFROM first AS middle\nRUN echo 2 > /b\nFROM middle AS last\nRUN false\n");
        var result = (await site.BuildAsync("--target", target, "-o", "-")).Succeeded();
        Assert.Contains("b", BuildSite.Entries(result.OutputBytes).Keys);
        Assert.DoesNotContain("RUN false", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_ThatTheTargetDoesNotNeed_IsNamedAndNotExecuted()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS unused\nRUN echo must-not-run && false\nFROM nowhere.invalid/image AS unreachable\nRUN true\nFROM busybox\nRUN true\n");
        var result = (await site.BuildAsync()).Succeeded();
        Assert.Contains("skipped stage unused", result.Errors, StringComparison.Ordinal);
        Assert.Contains("skipped stage unreachable", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("must-not-run", result.Errors, StringComparison.Ordinal);
    }

    // Each stage ends only when the other has begun, so they cannot have run one after the other.
    [Fact]
    public async Task Stages_ThatDoNotNeedEachOther_RunSideBySide()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox AS left
            RUN --mount=type=cache,id=meeting,target=/m touch /m/left; for i in $(seq 600); do [ ! -e /m/right ] || exit 0; sleep 0.1; done; exit 1
            FROM busybox AS right
            RUN --mount=type=cache,id=meeting,target=/m touch /m/right; for i in $(seq 600); do [ ! -e /m/left ] || exit 0; sleep 0.1; done; exit 1
            FROM scratch
            COPY --from=left /etc/passwd /left
            COPY --from=right /etc/passwd /right
            """);
        (await site.BuildAsync()).Succeeded();
    }

    // The pauses let both begin before one of them ends.
    [Fact]
    public async Task Steps_ThatAreEqual_AreExecutedOnceAlsoWithoutTheCache()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox AS a
            RUN --mount=type=cache,id=count,target=/c echo once >> /c/log; sleep 0.5
            RUN --mount=type=cache,id=count,target=/c cp /c/log /log
            FROM busybox AS b
            RUN --mount=type=cache,id=count,target=/c echo once >> /c/log; sleep 0.5
            FROM scratch
            COPY --from=a /log /a
            COPY --from=b /etc/passwd /b
            """);
        Assert.Equal("once\n", await site.ReadAsync("a", "--no-cache"));
    }

    [Fact]
    public async Task Stage_FromAStage_HasItsFilesAndConfiguration()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS base\nENV A=1\nWORKDIR /here\nRUN echo $A > a\nFROM base\nRUN echo \"$A$(cat a)\" > b\n");
        Assert.Equal("11\n", await site.ReadAsync("here/b"));
    }

    [Fact]
    public async Task CopyFrom_WithDeletedFiles_DoesNotHaveThem()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS a\nRUN mkdir /d && touch /d/kept /d/gone\nRUN rm /d/gone\nFROM scratch\nCOPY --from=a /d /d\n");
        Assert.Equal(["d/", "d/kept"], (await site.FilesAsync()).Keys.Where(k => k.StartsWith('d')).Order());
    }
}
