using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>What each output is, in the eyes of other programs. Needs skopeo, umoci, buildah, podman, and root.</summary>
public sealed class OutputTests(Yard yard) : IClassFixture<Yard>
{
    [Theory]
    [InlineData("oci", "oci-archive", "gzip", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("oci", "oci-archive", "zstd", "application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("oci", "oci-archive", "uncompressed", "application/vnd.oci.image.layer.v1.tar")]
    [InlineData("docker", "docker-archive", "gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip")]
    public async Task Archive_OfEachCompression_IsReadBySkopeo(string type, string transport, string compression, string mediaType)
    {
        using var site = Site();
        (await site.BuildAsync("-t", "app:1", "-o", $"type={type},dest={site["out.tar"]},compression={compression},force-compression=true")).Succeeded();
        var source = $"{transport}:{site["out.tar"]}";
        var manifest = JsonNode.Parse(await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", source))!;
        if (transport == "oci-archive")
        {
            Assert.All(manifest["layers"]!.AsArray(), l => Assert.Equal(mediaType, (string)l!["mediaType"]!));
        }

        Assert.Equal("kept", (string)JsonNode.Parse(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", source))!["config"]!["Labels"]!["note"]!);
        // A copy reads every byte and checks every digest.
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", source, $"dir:{site["copy"]}");
    }

    [Fact]
    public async Task OciLayout_InAFolder_IsUnpackedByUmoci()
    {
        using var site = Site();
        (await site.BuildAsync("-t", "app:1", "-o", $"type=oci,tar=false,dest={site["layout"]}")).Succeeded();
        var tag = (await ProcessFixture.RunAsync("umoci", "list", "--layout", site["layout"])).Trim();
        await ProcessFixture.RunAsync("umoci", "unpack", "--image", $"{site["layout"]}:{tag}", site["bundle"]);
        Assert.Equal("made\n", await File.ReadAllTextAsync(site["bundle/rootfs/made"]));
        Assert.False(File.Exists(site["bundle/rootfs/etc/group"]));
        Assert.Equal("../made", File.ResolveLinkTarget(site["bundle/rootfs/dir/link"], false)!.FullName.Replace(site["bundle/rootfs/"], "../", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OciArchive_AsABase_IsBuiltOnAndMountedByBuildah()
    {
        using var site = Site();
        (await site.BuildAsync("-o", $"type=oci,dest={site["out.tar"]}")).Succeeded();
        string[] store = ["--storage-driver", "vfs", "--root", site["buildah"], "--runroot", site["run"]];
        var container = (await ProcessFixture.RunAsync("buildah", [.. store, "from", $"oci-archive:{site["out.tar"]}"])).Trim();
        var mount = (await ProcessFixture.RunAsync("buildah", [.. store, "mount", container])).Trim();
        Assert.Equal("made\n", await File.ReadAllTextAsync($"{mount}/made"));
        Assert.False(File.Exists($"{mount}/etc/group"));
        await ProcessFixture.RunAsync("buildah", [.. store, "umount", container]);
        await ProcessFixture.RunAsync("buildah", [.. store, "rm", container]);
    }

    [Fact]
    public async Task DockerArchive_WithItsName_IsLoadedByPodman()
    {
        using var site = Site();
        (await site.BuildAsync("-t", "app:1", "-o", $"type=docker,dest={site["out.tar"]}")).Succeeded();
        // podman wants a short path there.
        using var run = new TempDirectory();
        string[] store = ["--storage-driver", "vfs", "--root", site["podman"], "--runroot", run.Path];
        await ProcessFixture.RunAsync("podman", [.. store, "load", "-q", "-i", site["out.tar"]]);
        Assert.Equal("docker.io/library/app:1", (await ProcessFixture.RunAsync("podman", [.. store, "images", "--format", "{{.Repository}}:{{.Tag}}"])).Trim());
    }

    [Fact]
    public async Task Local_ToAFolder_HasTheFilesWithoutWhiteouts()
    {
        using var site = Site();
        (await site.BuildAsync("-o", site["out"])).Succeeded();
        Assert.Equal("made\n", await File.ReadAllTextAsync(site["out/made"]));
        Assert.False(Path.Exists(site["out/etc/group"]));
        Assert.Equal("../made", new FileInfo(site["out/dir/link"]).LinkTarget);
    }

    [Fact]
    public async Task Local_ThatDeletes_LeavesOnlyTheFilesOfTheImage()
    {
        using var site = Site().Write("out/stale/deep").Write("out/made", "old\n");
        string[] build = ["build", "-o", "type=local,dest=out,mode=delete", "."];
        using (var command = RunningCommand.Start(DrydockProgram.Path, build, site.Drydock.Environment, directory: site.Context))
        {
            (await command.WaitAsync()).Succeeded();
        }

        Assert.Equal("made\n", await File.ReadAllTextAsync($"{site.Context}/out/made"));
        Assert.True(File.Exists($"{site.Context}/out/etc/passwd"));
        Assert.False(Path.Exists($"{site.Context}/out/stale"));

        var elsewhere = (await site.BuildAsync("-o", $"type=local,dest={site["elsewhere"]},mode=delete")).Failed();
        Assert.Contains("not below the current folder", elsewhere.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tar_ToAFile_HasTheWholeTree()
    {
        using var site = Site();
        (await site.BuildAsync("-o", $"type=tar,dest={site["out.tar"]}")).Succeeded();
        var names = (await ProcessFixture.RunAsync("tar", "-tf", site["out.tar"])).Split('\n');
        Assert.Contains("made", names);
        Assert.Contains("etc/passwd", names);
        Assert.DoesNotContain("etc/group", names);
    }

    [Fact]
    public async Task CacheOnly_Always_BuildsAndKeepsNoImage()
    {
        using var site = Site();
        Assert.DoesNotContain("writing image", (await site.BuildAsync("-t", "app:1", "-o", "type=cacheonly")).Succeeded().Errors, StringComparison.Ordinal);
        (await site.Drydock.RunAsync("tag", "app:1", "app:2")).Failed();
        Assert.Empty(StepLog.Of((await site.BuildAsync()).Succeeded()).Executed);
    }

    [Fact]
    public async Task Outputs_MoreThanOne_AreAllWritten()
    {
        using var site = Site();
        (await site.BuildAsync("-t", "app:1", "-o", $"type=oci,dest={site["oci.tar"]}", "-o", $"type=local,dest={site["out"]}", "-o", "type=image")).Succeeded();
        Assert.True(File.Exists(site["oci.tar"]) && File.Exists(site["out/made"]));
        (await site.Drydock.RunAsync("tag", "app:1", "app:2")).Succeeded();
    }

    [Fact]
    public async Task RewriteTimestamp_InTwoStores_GivesTheSameBytes()
    {
        using var one = Site();
        using var two = Site();
        File.SetLastWriteTimeUtc($"{two.Context}/copied", new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var archives = new List<byte[]>();
        foreach (var site in new[] { one, two })
        {
            (await site.BuildAsync("--build-arg", "SOURCE_DATE_EPOCH=1700000000", "-o", $"type=oci,dest={site["out.tar"]},rewrite-timestamp=true")).Succeeded();
            archives.Add(await File.ReadAllBytesAsync(site["out.tar"]));
        }

        Assert.True(archives[0].AsSpan().SequenceEqual(archives[1]), "the archives differ");
    }

    private BuildSite Site() => yard.NewSite().Write("copied", "copied\n").Dockerfile("""
        FROM busybox
        LABEL note=kept
        COPY copied /
        RUN echo made > /made && rm /etc/group && mkdir /dir && ln -s ../made /dir/link
        """);
}
