namespace Drydock.Security;

public sealed class MountTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("../../../../../../..")]
    [InlineData("../canary")]
    [InlineData("/etc")]
    [InlineData("a/../../..")]
    public async Task CVE_2024_9675_CacheId_ThatIsAPath_StaysInTheStore(string id)
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nRUN --mount=type=cache,id={id},target=/c ls -A /c > /seen; touch /c/written; cat /c{canary.File}; true\n");
        Assert.Equal("", BuildSite.Text(BuildSite.Entries((await Run(site, canary)).OutputBytes), "seen"));
        Assert.All(Directory.EnumerateDirectories($"{site.Drydock.Root}/cache-mounts"), d => Assert.Matches("^[0-9a-f]{64}", Path.GetFileName(d)));
    }

    [Theory]
    [InlineData("RUN ln -s / /data", "/data")]
    [InlineData("RUN ln -s ../../../../../../../.. /data", "/data")]
    [InlineData("RUN mkdir /d && ln -s / /d/data", "d/data")]
    public async Task CVE_2024_1753_BindSource_ThatIsALink_IsResolvedInTheStage(string make, string source)
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"FROM busybox AS evil\n{make}\nFROM busybox\nRUN --mount=type=bind,from=evil,source={source},target=/m,rw cat /m{canary.File}; rm -rf /m{canary.Path}; touch /m/x; true\n");
        await Run(site, canary);
        Assert.False(File.Exists("/x"));
    }

    [Fact]
    public async Task CVE_2024_1753_BindSource_ThatIsALinkOfTheContext_IsResolvedInTheContext()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=bind,source=link,target=/m,rw cat /m/canary.txt; rm -rf /m/*; true\n");
        File.CreateSymbolicLink($"{site.Context}/link", canary.Path);
        canary.AssertUntouched(await site.BuildAsync("-o", "-"));
    }

    [Theory]
    [InlineData("bind-propagation=shared")]
    [InlineData("bind-propagation=rshared")]
    [InlineData("dev")]
    [InlineData("suid")]
    [InlineData("propagation=slave")]
    [InlineData("relabel=shared")]
    public async Task CVE_2024_9407_MountOption_ThatIsUnknown_IsRefused(string option)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nRUN --mount=type=bind,target=/m,{option} true\n");
        var result = (await site.BuildAsync()).Failed();
        Assert.Contains(option.Split('=')[0], result.Errors, StringComparison.Ordinal);
        Assert.Contains("Dockerfile:2", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CVE_2024_23652_MountPoint_WhoseParentBecameALink_IsNotRemovedOnTheHost()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nRUN --mount=type=tmpfs,target=/a/b/c mv /a /moved && ln -s {canary.Path} /a; true\nRUN --mount=type=cache,target=/q/b/c (mv /q /gone; ln -s /..{canary.Path} /q); true\n");
        await Run(site, canary);
    }

    [Fact]
    public async Task CVE_2024_23651_CacheContent_ThatIsALink_IsNotFollowed()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"""
            FROM busybox
            RUN --mount=type=cache,id=c,target=/c rm -rf /c/sub; ln -s {canary.Path} /c/sub
            RUN --mount=type=cache,id=c,source=sub,target=/m cat /m/canary.txt /m/sub/canary.txt; rm -rf /m/b /m/sub/b; true
            """);
        canary.AssertUntouched(await site.BuildAsync("-o", "-"));
    }

    // One step swaps a folder of the cache for a link as fast as it can while others mount from it.
    [Fact]
    public async Task CVE_2024_11218_BindSource_SwappedMeanwhile_NeverShowsTheHost()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"""
            FROM busybox AS attacker
            RUN --mount=type=cache,id=r,target=/c for i in $(seq 300); do rm -rf /c/d; ln -s {canary.Path} /c/d; rm /c/d; mkdir /c/d; done
            FROM busybox AS victim
            RUN --mount=type=cache,id=r,target=/c --mount=type=cache,id=r,source=d,target=/m1 cat /m1/canary.txt; rm -rf /m1/b; true
            RUN --mount=type=cache,id=r,target=/c --mount=type=cache,id=r,source=d,target=/m2 cat /m2/canary.txt; rm -rf /m2/b; true
            FROM busybox
            COPY --from=attacker /etc/passwd /a
            COPY --from=victim /etc/passwd /b
            """);
        canary.AssertUntouched(await site.BuildAsync("-o", "-"));
    }

    [Theory]
    [InlineData("proc")]
    [InlineData("dev")]
    [InlineData("sys")]
    public async Task CVE_2021_30465_SystemFolder_OfTheBaseThatIsALink_RedirectsNoMount(string name)
    {
        using var canary = new Canary();
        using var layer = new LayerTar();
        layer.File($".wh.{name}", "").Symlink(name, $"../../../../../../..{canary.Path}");
        await yard.PushAsync($"library/link-{name}:latest", await BusyBox.LayerAsync(), layer.ToArray());
        using var site = yard.NewSite().Dockerfile($"FROM link-{name}\nRUN true\n");
        var result = await site.BuildAsync();
        canary.AssertUntouched(result);
        Assert.Contains($"/{name}", result.Failed().Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etc/resolv.conf")]
    [InlineData("etc/hosts")]
    [InlineData("etc/hostname")]
    public async Task CVE_2025_52565_MountedFile_OfTheBaseThatIsALink_IsNotWrittenThrough(string name)
    {
        using var canary = new Canary();
        await yard.PushAsync("library/file-link:latest", await BusyBox.LayerAsync(tar => tar.Symlink(name, canary.File)));
        using var site = yard.NewSite().Dockerfile($"FROM file-link\nRUN cat /{name} {canary.File}; echo changed > /{name}; echo changed > {canary.File}; true\n");
        canary.AssertUntouched(await site.BuildAsync("--pull"));
    }

    [Fact]
    public async Task CVE_2025_52881_TargetOfASecret_ThatIsALink_StaysInTheRoot()
    {
        using var canary = new Canary();
        await yard.PushAsync("library/run-link:latest", await BusyBox.LayerAsync(tar => tar.Symlink("run", canary.Path)));
        using var site = yard.NewSite().Dockerfile("FROM run-link\nRUN --mount=type=secret,id=s cat /run/secrets/s; true\n");
        canary.AssertUntouched(await site.BuildAsync("--secret", $"id=s,src={site.WriteOutside("s", "value")}"));
    }

    private static async Task<CommandResult> Run(BuildSite site, Canary canary)
    {
        var result = (await site.BuildAsync("-o", "-")).Succeeded();
        canary.AssertUntouched(result);
        return result;
    }
}
