namespace Drydock.EndToEnd;

/// <summary>Stores on file systems that fill up or cannot be written. Needs root, to mount them.</summary>
public sealed class DiskTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("RUN dd if=/dev/zero of=/large bs=1M count=60")]
    [InlineData("COPY large /large")]
    public async Task Store_ThatIsFull_SaysSoAndWorksAfterwards(string instruction)
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nRUN echo small > /small\n{instruction}\n");
        await using (var large = File.Create($"{site.Context}/large"))
        {
            large.SetLength(60_000_000);
        }

        await using var disk = await SmallDisk.MountAsync(site["disk"]);
        var result = await site.Drydock.RunAsync("--root", $"{disk.Path}/store", "build", site.Context);
        BadInputTests.AssertReport(result, 1, "no space left on device");
        Assert.Contains(">>> " + instruction, result.Errors, StringComparison.Ordinal);
        site.Dockerfile("FROM busybox\nRUN echo small > /small\nRUN cat /small > /seen\n");
        (await site.Drydock.RunAsync("--root", $"{disk.Path}/store", "build", site.Context)).Succeeded();
    }

    [Fact]
    public async Task Store_ThatCannotBeWritten_IsNamed()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        await using var disk = await SmallDisk.MountAsync(site["disk"]);
        await ProcessFixture.RunAsync("mount", "-o", "remount,ro", disk.Path);
        BadInputTests.AssertReport(await site.Drydock.RunAsync("--root", $"{disk.Path}/store", "build", site.Context), 1, $"{disk.Path}/store", "read-only");
    }

    [Theory]
    [InlineData("pull", "large")]
    [InlineData("load", "-i", "large.tar")]
    public async Task Store_ThatIsFull_LosesNothing(params string[] command)
    {
        using var site = yard.NewSite();
        using var tar = new LayerTar();
        using var layout = new ImageLayout();
        layout.Add("latest", null, tar.File("large", new byte[60_000_000]).ToArray());
        await layout.PushAsync("latest", yard.Registry, "library/large:latest");
        await ProcessFixture.RunAsync("tar", "-C", layout.Path, "-cf", site["large.tar"], ".");
        await using var disk = await SmallDisk.MountAsync(site["disk"]);
        string[] store = ["--root", $"{disk.Path}/store"];
        (await site.Drydock.RunAsync([.. store, "pull", "busybox"])).Succeeded();

        BadInputTests.AssertReport(await site.Drydock.RunAsync([.. store, .. command.Select(a => a.EndsWith(".tar", StringComparison.Ordinal) ? site[a] : a)]), 1, "the disk is full");

        (await site.Drydock.RunAsync([.. store, "fsck"])).Succeeded();
        Assert.Equal("busybox\n", (await site.Drydock.RunAsync([.. store, "images", "--format", "{{.Repository}}"])).Succeeded().Output);
        (await site.Drydock.RunAsync([.. store, "run", "--rm", "busybox", "true"])).Succeeded();
    }

    [Fact]
    public async Task Store_ThatBecameReadOnly_ShowsWhatItHasAndSaysWhyNot()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        await using var disk = await SmallDisk.MountAsync(site["disk"]);
        string[] store = ["--root", $"{disk.Path}/store"];
        (await site.Drydock.RunAsync([.. store, "pull", "busybox"])).Succeeded();
        await ProcessFixture.RunAsync("mount", "-o", "remount,ro", disk.Path);

        Assert.Equal("busybox\n", (await site.Drydock.RunAsync([.. store, "images", "--format", "{{.Repository}}"])).Succeeded().Output);
        foreach (var command in new string[][] { ["build", site.Context], ["pull", "busybox"], ["tag", "busybox", "other"], ["rmi", "busybox"], ["run", "busybox", "true"] })
        {
            BadInputTests.AssertReport(await site.Drydock.RunAsync([.. store, .. command]), command[0] == "run" ? 125 : 1, "ead-only file system");
        }

        (await site.Drydock.RunAsync([.. store, "fsck"])).Succeeded();
        BadInputTests.AssertReport(await site.Drydock.RunAsync([.. store, "fsck", "--repair"]), 1, "ead-only file system");
        await ProcessFixture.RunAsync("mount", "-o", "remount,rw", disk.Path);
        (await site.Drydock.RunAsync([.. store, "build", site.Context])).Succeeded();
    }

    [Fact]
    public async Task Store_ThatIsAFile_IsNamed()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nLABEL a=1\n");
        var file = site.WriteOutside("file", "");
        BadInputTests.AssertReport(await site.Drydock.RunAsync("--root", file, "build", site.Context), 1, file);
        Assert.Equal("", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Store_OfANewerVersion_IsRefused()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nLABEL a=1\n");
        (await site.BuildAsync()).Succeeded();
        site.Drydock.ExaminesStore = false;
        await File.WriteAllTextAsync($"{site.Drydock.Root}/format", "99999\n");
        BadInputTests.AssertReport(await site.BuildAsync(), 1, site.Drydock.Root, "newer");
    }

    [Fact]
    public async Task Store_InMemory_WorksOnAnotherRung()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo a > /a && rm /etc/group\nRUN cat /a > /b\nCOPY --from=busybox /etc/passwd /c\n");
        await using var disk = await SmallDisk.MountAsync(site["disk"], inMemory: true);
        (await site.Drydock.RunAsync("--root", $"{disk.Path}/store", "build", "-o", site["out"], site.Context)).Succeeded();
        Assert.Equal("a\n", await File.ReadAllTextAsync(site["out/b"]));
        Assert.False(Path.Exists(site["out/etc/group"]));
    }
}
