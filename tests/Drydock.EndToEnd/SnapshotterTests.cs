using System.Text.Json;

namespace Drydock.EndToEnd;

/// <summary>The ways in which layers become a file system, and what <c>drydock doctor</c> says of them. Needs root.</summary>
public sealed class SnapshotterTests(Yard yard) : IClassFixture<Yard>
{
    private const int LongChain = 600;

    private const string Dockerfile = """
        FROM busybox AS made
        RUN mkdir /d && echo a > /d/a && ln /d/a /d/b && rm /etc/group
        COPY file /d/file
        RUN rm -r /d && mkdir /d && echo new > /d/new
        FROM scratch
        COPY --from=made / /
        RUN --mount=type=bind,from=made,source=/d,target=/m,rw cp /m/new /copied && echo lost > /m/lost && rm /m/file* || true

        """;

    [Fact]
    public async Task Build_OnEveryRung_GivesTheSameLayers()
    {
        using var site = yard.NewSite().Dockerfile(Dockerfile);
        site.Write("file", "content");
        var layers = new List<string>();
        foreach (var name in (string[])["erofs", "overlayfs", "native"])
        {
            var root = site[name];
            (await site.Drydock.RunAsync("--root", root, "--snapshotter", name, "build", "--build-arg", "SOURCE_DATE_EPOCH=1000000000", "-t", "x", "-o", "type=image,rewrite-timestamp=true", site.Context)).Succeeded();
            layers.Add((await site.Drydock.RunAsync("--root", root, "inspect", "--format", "{{json .RootFS.Layers}}", "x")).Succeeded().Output);
            Assert.Equal(name == "erofs", Directory.EnumerateFiles($"{root}/layers", "*", SearchOption.AllDirectories).Any(IsIndex));
            Assert.Equal(name == "native", !Directory.EnumerateDirectories($"{root}/layers", "run-*").Any());
            Assert.Empty(Directory.EnumerateFileSystemEntries($"{root}/tmp"));
            (await site.Drydock.RunAsync("--root", root, "fsck")).Succeeded();
        }

        Assert.All(layers, l => Assert.Equal(layers[0], l));
    }

    [Theory]
    [InlineData("erofs", 0)]
    [InlineData("overlayfs", 300)]
    public async Task Run_OnLayersOfManyFiles_MakesNoneOfThemWhereTheyAreMounted(string name, int made)
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nCOPY one /one\nCOPY two /two\nRUN [ $(ls /one /two | grep -c many-) = 300 ]\n");
        site.Drydock.Environment["DRYDOCK_SNAPSHOTTER"] = name;
        for (var i = 0; i < 300; i++)
        {
            site.Write($"{(i % 2 == 0 ? "one" : "two")}/many-{i}", "content");
        }

        (await site.BuildAsync("-t", "app")).Succeeded();
        (await site.Drydock.RunAsync("run", "--rm", "app", "cat", "/one/many-0")).Succeeded();
        Assert.Equal(made, Directory.EnumerateFiles(site.Drydock.Root, "many-*", SearchOption.AllDirectories).Count());
    }

    [Theory]
    [InlineData("erofs")]
    [InlineData("overlayfs")]
    [InlineData("native")]
    public async Task Commit_OnEveryRung_HasWhatTheContainerChanged(string name)
    {
        using var site = yard.NewSite();
        site.Drydock.Environment["DRYDOCK_SNAPSHOTTER"] = name;
        (await site.Drydock.RunAsync("run", "--name", "c", "busybox", "sh", "-c", "rm /etc/group; echo a > /etc/new; chmod 700 /root")).Succeeded();

        // A second start goes on where the first one ended.
        (await site.Drydock.RunAsync("start", "-a", "c")).Succeeded();
        (await site.Drydock.RunAsync("commit", "c", "changed")).Succeeded();
        var result = (await site.Drydock.RunAsync("run", "--rm", "changed", "sh", "-c", "stat -c %a /root; ls /etc")).Succeeded();
        Assert.Equal("700\nhostname\nhosts\nnew\npasswd\nresolv.conf\n", result.Output);
        var exported = BuildSite.Entries((await site.Drydock.RunAsync("export", "c")).Succeeded().OutputBytes);
        Assert.True(exported.ContainsKey("etc/new") && !exported.ContainsKey("etc/group"));
    }

    // As in most containers: no overlay can have its upper directory on another one.
    [Fact]
    public async Task Store_OnAnOverlay_CopiesRoots()
    {
        using var site = yard.NewSite().Dockerfile(Dockerfile).Write("file", "content");
        foreach (var name in (string[])["lower", "upper", "work", "merged"])
        {
            Directory.CreateDirectory(site[name]);
        }

        await ProcessFixture.RunAsync("mount", "-t", "overlay", "overlay", "-o", $"lowerdir={site["lower"]},upperdir={site["upper"]},workdir={site["work"]}", site["merged"]);
        try
        {
            string[] store = ["--root", $"{site["merged"]}/store"];
            Assert.Contains("copied", (await site.Drydock.RunAsync([.. store, "doctor"])).Succeeded().Output, StringComparison.Ordinal);
            (await site.Drydock.RunAsync([.. store, "build", "-o", site["out"], site.Context])).Succeeded();
            Assert.Equal("new\n", await File.ReadAllTextAsync(site["out/d/new"]));
            Assert.False(Path.Exists(site["out/etc/group"]));
            (await site.Drydock.RunAsync([.. store, "fsck"])).Succeeded();
        }
        finally
        {
            await ProcessFixture.RunAsync("umount", site["merged"]);
        }
    }

    // overlayfs takes 500 layers.
    [Theory]
    [InlineData("erofs")]
    [InlineData("overlayfs")]
    public async Task Chain_OfMoreLayersThanAnOverlayTakes_IsOneRoot(string name)
    {
        using var site = yard.NewSite().Dockerfile("FROM long\nRUN rm /file3 && cat /file250 /file599 > /seen\nCOPY --from=long /file7 /copied\nRUN ls / | grep -c file > /count\n");
        using var layout = new ImageLayout();
        layout.Add("docker.io/library/long:latest", BusyBox.Configuration(), [await BusyBox.LayerAsync(), .. Enumerable.Range(1, LongChain - 1).Select(LayerOf)]);
        await ProcessFixture.RunAsync("tar", "-C", layout.Path, "-cf", site["long.tar"], ".");
        site.Drydock.Environment["DRYDOCK_SNAPSHOTTER"] = name;
        (await site.Drydock.RunAsync("load", "-i", site["long.tar"])).Succeeded();

        var files = await site.FilesAsync();
        Assert.Equal("250599", BuildSite.Text(files, "seen"));
        Assert.Equal("7", BuildSite.Text(files, "copied"));

        // Each fifth layer deletes the file of the one before it.
        Assert.Equal($"{LongChain - 1 - ((LongChain - 1) / 5) - 1}\n", BuildSite.Text(files, "count"));
        Assert.False(files.ContainsKey("file4"));
    }

    private static byte[] LayerOf(int i)
    {
        using var tar = new LayerTar();
        tar.File($"file{i}", $"{i}");
        return (i % 5 == 0 ? tar.File($".wh.file{i - 1}", "") : tar).ToArray();
    }

    [Fact]
    public async Task Snapshotter_ThatIsUnknown_IsRefused() =>
        BadInputTests.AssertReport(await yard.NewSite().Drydock.RunAsync("--snapshotter", "zfs", "images"), 125, "zfs", "overlayfs");

    [Fact]
    public async Task Doctor_OnADisk_FindsThatLayersAreMounted()
    {
        using var site = yard.NewSite();
        var result = (await site.Drydock.RunAsync("doctor", "--format", "json")).Succeeded();

        var rows = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var layers = Assert.Single(rows, r => r.GetProperty("Subject").GetString() == "layers");
        Assert.Contains("EROFS", layers.GetProperty("Detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
    }

    [Fact]
    public async Task Doctor_InMemory_FindsThatLayersAreUnpacked()
    {
        using var site = yard.NewSite();
        await using var disk = await SmallDisk.MountAsync(site["disk"], inMemory: true);
        var result = (await site.Drydock.RunAsync("--root", $"{disk.Path}/store", "doctor")).Succeeded();

        Assert.Contains("unpacked", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithoutARuntime_FailsAndSaysWhatToInstall()
    {
        var result = await yard.NewSite().Drydock.RunAsync("--runtime", "/no/such/runtime", "doctor");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("apt-get install crun", result.Output, StringComparison.Ordinal);
    }

    private static bool IsIndex(string path) => Path.GetFileName(path) == "index.erofs";
}
