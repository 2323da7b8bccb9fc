using System.Text.Json;

namespace Drydock.EndToEnd;

/// <summary>The ways in which layers become a file system, and what <c>drydock doctor</c> says of them. Needs root.</summary>
public sealed class SnapshotterTests(Yard yard) : IClassFixture<Yard>
{
    private const string Dockerfile = """
        FROM busybox AS made
        RUN mkdir /d && echo a > /d/a && ln /d/a /d/b && rm /etc/group
        COPY file /d/file
        RUN rm -r /d && mkdir /d && echo new > /d/new
        FROM scratch
        COPY --from=made / /

        """;

    [Fact]
    public async Task Build_OnEveryRung_GivesTheSameLayers()
    {
        using var site = yard.NewSite().Dockerfile(Dockerfile);
        site.Write("file", "content");
        var layers = new List<string>();
        foreach (var name in (string[])["erofs", "overlayfs"])
        {
            var root = site[name];
            (await site.Drydock.RunAsync("--root", root, "--snapshotter", name, "build", "--build-arg", "SOURCE_DATE_EPOCH=1000000000", "-t", "x", "-o", "type=image,rewrite-timestamp=true", site.Context)).Succeeded();
            layers.Add((await site.Drydock.RunAsync("--root", root, "inspect", "--format", "{{json .RootFS.Layers}}", "x")).Succeeded().Output);
            Assert.Equal(name == "erofs", Directory.EnumerateFiles($"{root}/layers", "*", SearchOption.AllDirectories).Any(IsIndex));
        }

        Assert.Equal(layers[0], layers[1]);
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
