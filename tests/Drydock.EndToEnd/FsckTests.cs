namespace Drydock.EndToEnd;

/// <summary><c>drydock fsck</c> as a user sees it; each kind of damage is tested with the library.</summary>
public sealed class FsckTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task Fsck_WholeStore_SaysSo()
    {
        using var site = await BuiltAsync();

        var result = (await site.Drydock.RunAsync("fsck")).Succeeded();

        Assert.Matches("^Examined 2 image names, [0-9]+ layers, [0-9]+ blobs \\(.*B\\): the store is whole\n$", result.Output);
        Assert.Equal("", (await site.Drydock.RunAsync("system", "fsck", "--format", "json")).Succeeded().Output);
    }

    [Fact]
    public async Task Repair_LostLayer_NamesTheImageAndTheNextBuildMakesItAgain()
    {
        using var site = await BuiltAsync();
        var layers = (await site.Drydock.RunAsync("inspect", "-f", "{{range .RootFS.Layers}}{{println .}}{{end}}", "app")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await File.WriteAllTextAsync($"{site.Drydock.Root}/blobs/sha256/{layers[^1][7..]}", "damaged");

        var examined = await site.Drydock.RunAsync("fsck");
        Assert.Equal(1, examined.ExitCode);
        Assert.Contains("Repair with \"drydock fsck --repair\"", examined.Output, StringComparison.Ordinal);
        var repaired = await site.Drydock.RunAsync("fsck", "--repair", "--format", "json");
        Assert.Equal(0, repaired.ExitCode);
        Assert.Contains(StoreHealth.Findings(repaired), f => f.GetProperty("Name").GetString() == "docker.io/library/app:latest" && f.GetProperty("State").GetString() == "repaired");

        Assert.Equal("", (await site.Drydock.RunAsync("images", "-q", "app")).Succeeded().Output);
        (await site.Drydock.RunAsync("run", "--rm", "busybox", "true")).Succeeded();
        (await site.BuildAsync("-t", "app")).Succeeded();
        Assert.Equal("two\n", (await site.Drydock.RunAsync("run", "--rm", "app", "cat", "/two")).Succeeded().Output);
    }

    [Fact]
    public async Task Repair_LostLayerOfABase_TheNextBuildFetchesIt()
    {
        using var site = await BuiltAsync();
        var layer = (await site.Drydock.RunAsync("inspect", "-f", "{{index .RootFS.Layers 0}}", "busybox")).Succeeded().Output.Trim();
        File.Delete($"{site.Drydock.Root}/blobs/sha256/{layer[7..]}");

        (await site.Drydock.RunAsync("fsck", "--repair")).Succeeded();

        (await site.Drydock.RunAsync("fsck")).Succeeded();
        Assert.Equal("two\n", await site.ReadAsync("two"));
    }

    [Fact]
    public async Task Repair_WhileAContainerRuns_StillCan()
    {
        using var site = await BuiltAsync();
        (await site.Drydock.RunAsync("run", "-d", "--name", "c", "busybox", "sleep", "1000")).Succeeded();

        (await site.Drydock.RunAsync("fsck", "--repair")).Succeeded();
        (await site.Drydock.RunAsync("rm", "-f", "c")).Succeeded();
    }

    [Fact]
    public async Task Repair_WhileABuildRuns_IsRefused()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,id=go,target=/m echo i-am-$(echo running); while [ ! -e /m/go ]; do sleep 0.1; done\n");
        using var build = site.StartBuild();
        await build.WaitForErrorsAsync("i-am-running");

        BadInputTests.AssertReport(await site.Drydock.RunAsync("fsck", "--repair"), 1, "another drydock process");
        Assert.Contains("Leftovers were not looked for", (await site.Drydock.RunAsync("fsck")).Succeeded().Output, StringComparison.Ordinal);
        build.Signal("INT");
        await build.WaitAsync();
    }

    private async Task<BuildSite> BuiltAsync()
    {
        var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo one > /one\nRUN echo two > /two\n");
        (await site.BuildAsync("-t", "app")).Succeeded();
        (await site.Drydock.RunAsync("pull", "busybox")).Succeeded();
        return site;
    }
}
