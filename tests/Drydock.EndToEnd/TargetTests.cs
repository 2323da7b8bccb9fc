using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>Flags that say what a build is to give, and what it then writes.</summary>
public sealed class TargetTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task Target_GivenSeveralTimes_BuildsAllAndNamesThoseWithAName()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS base\nRUN echo shared > /s\nFROM base AS a\nRUN echo a > /f\nFROM base AS b\nRUN echo b > /f\nFROM base AS c\nRUN echo c > /f\nFROM base\nRUN exit 1\n");
        var log = StepLog.Of((await site.BuildAsync("--target", "a=first:1", "--target", "b", "--target", "c", "-t", "last")).Succeeded());
        Assert.Equal(4, log.Executed.Count);
        Assert.Equal("a\n", await RunAsync(site, "first:1"));
        Assert.Equal("c\n", await RunAsync(site, "last"));
        Assert.Equal("2", (await site.Drydock.RunAsync("images", "-q")).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Target_ThatFailsBesideAnother_FailsTheBuild()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS test\nRUN exit 7\nFROM busybox AS app\n");
        Assert.Contains("exit code: 7", (await site.BuildAsync("--target", "test", "--target", "app")).Failed().Errors, StringComparison.Ordinal);
        Assert.Contains("nope", (await site.BuildAsync("--target", "nope", "--target", "app")).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_OfAnArchive_HasItsManifest()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nCOPY f /\nRUN [\"/none\"]\nFROM scratch\nCOPY f /\nWORKDIR rel\n").Write("f");
        site.Drydock.Environment["BUILDX_METADATA_WARNINGS"] = "1";
        (await site.BuildAsync("-t", "x:1", "-o", $"type=oci,dest={site["image.tar"]}", "--metadata-file", site["m.json"], "--iidfile", site["iid"])).Succeeded();
        var metadata = JsonNode.Parse(await File.ReadAllTextAsync(site["m.json"]))!;
        var digest = (string)metadata["containerimage.digest"]!;
        Assert.Equal(digest, (string)metadata["containerimage.descriptor"]!["digest"]!);
        Assert.Equal("application/vnd.oci.image.manifest.v1+json", (string)metadata["containerimage.descriptor"]!["mediaType"]!);
        Assert.Equal(digest, (await ProcessFixture.RunAsync("skopeo", "inspect", "--format", "{{.Digest}}", $"oci-archive:{site["image.tar"]}")).Trim());
        Assert.Equal("docker.io/library/x:1", (string)metadata["image.name"]!);
        Assert.Equal(await File.ReadAllTextAsync(site["iid"]), (string)metadata["containerimage.config.digest"]!);
        Assert.Contains(metadata["buildx.build.warnings"]!.AsArray(), w => ((string)w!["short"]!).StartsWith("WorkdirRelativePath", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IidFile_OfABuildThatFails_IsGone()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN exit 1\n");
        await File.WriteAllTextAsync(site["iid"], "old");
        (await site.BuildAsync("--iidfile", site["iid"])).Failed();
        Assert.False(File.Exists(site["iid"]));
    }

    [Fact]
    public async Task Local_Files_BelongToWhoBuilds()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nCOPY --chown=12:34 f /d/f\n").Write("f", "x");
        (await site.BuildAsync("-o", site["out"])).Succeeded();
        Assert.Equal($"{await ProcessFixture.RunAsync("id", "-u")}".Trim(), (await ProcessFixture.RunAsync("stat", "-c", "%u", $"{site["out"]}/d/f")).Trim());
    }

    [Fact]
    public async Task Chown_OfAnUnknownName_IsWarnedOf()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo 'u:x:5:6::/:/bin/sh' > /etc/passwd; echo 'g:x:7:' > /etc/group\nCOPY --chown=nobody f /a\nCOPY --chown=u:nobody f /b\nCOPY --chown=u:g f /c\n").Write("f", "x");
        var built = (await site.BuildAsync("-o", "-")).Succeeded();
        var files = BuildSite.Entries(built.OutputBytes);
        Assert.Equal([(0, 0), (5, 6), (5, 7)], new[] { "a", "b", "c" }.Select(n => (files[n].Uid, files[n].Gid)));
        Assert.Contains("UnknownOwner: --chown=nobody", built.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("u:g", built.Errors.Split("UnknownOwner", 2)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_WithANameOfAWhiteout_SaysThatItCannotBeInAnImage()
    {
        using var tar = new LayerTar();
        tar.File("Dockerfile", "FROM scratch\nCOPY . /\n").File("kept", "x").File(".wh.kept", "y");
        using var site = yard.NewSite();
        Assert.Contains("begins with .wh.", (await site.BuildFromAsync(tar.ToArray(), "-")).Failed().Errors, StringComparison.Ordinal);
        using var ignoring = new LayerTar();
        ignoring.File("Dockerfile", "FROM scratch\nCOPY . /\n").File("kept", "x").File(".wh.kept", "y").File(".dockerignore", ".wh.*\n");
        var built = (await site.BuildFromAsync(ignoring.ToArray(), "-o", "-", "-")).Succeeded();
        Assert.Contains("kept", BuildSite.Entries(built.OutputBytes).Keys);
    }

    [Fact]
    public async Task Limits_OfControlGroups_AreSetOrSaidToHaveNoEffect()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        var result = (await site.BuildAsync("--memory", "256m", "--resource", "cpu-quota=50000,cpu-period=100000")).Succeeded();
        var hasThem = File.Exists("/sys/fs/cgroup/cgroup.controllers") && (await File.ReadAllTextAsync("/sys/fs/cgroup/cgroup.controllers")).Contains("memory", StringComparison.Ordinal);
        Assert.Equal(hasThem, !result.Errors.Contains("--memory has no effect", StringComparison.Ordinal));
        Assert.Equal(125, (await site.BuildAsync("--memory", "much")).ExitCode);
        Assert.Equal(125, (await site.BuildAsync("--resource", "memories=1")).ExitCode);
    }

    [Fact]
    public async Task Reproducible_BuildsAtOtherTimes_GiveTheSameBytes()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nWORKDIR /w\nCOPY f .\nRUN echo x > made\n").Write("f", "x");
        var first = StepLog.Of((await site.BuildAsync("--reproducible")).Succeeded());
        (await site.BuildAsync()).Succeeded();
        await Task.Delay(1100);
        File.SetLastWriteTimeUtc($"{site.Context}/f", DateTime.UnixEpoch.AddYears(40));
        Assert.Equal(first.ImageId, StepLog.Of((await site.BuildAsync("--reproducible", "--no-cache")).Succeeded()).ImageId);
    }

    [Fact]
    public async Task Verify_OfABuildThatDependsOnTheTime_NamesTheFile()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo same > /same\nRUN cat /proc/uptime /proc/sys/kernel/random/uuid > /random\n");
        var errors = (await site.Drydock.RunAsync("verify", site.Context)).Failed().Errors;
        Assert.Contains("RUN cat /proc/uptime", errors, StringComparison.Ordinal);
        Assert.Contains("/random: ", errors, StringComparison.Ordinal);
        site.Dockerfile("FROM busybox\nRUN echo same > /same\nCOPY . /c/\n");
        Assert.Contains("the same image twice: sha256:", (await site.Drydock.RunAsync("verify", site.Context)).Succeeded().Output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(BuildSite site, string image) => (await site.Drydock.RunAsync("run", "--rm", image, "cat", "/f")).Succeeded().Output;
}
