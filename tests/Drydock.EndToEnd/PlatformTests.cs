using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>
/// Builds for several platforms. Needs root; where an emulator of arm64 cannot be registered, the tests that need one print a
/// line instead. The machine's own platform is taken for linux/amd64.
/// </summary>
public sealed class PlatformTests(Yard yard) : IClassFixture<Yard>
{
    private const string Both = "linux/amd64,linux/arm64";
    private const string Cross = """
        FROM --platform=$BUILDPLATFORM busybox AS tools
        RUN cat /proc/sys/kernel/random/uuid > /once
        FROM tools AS build
        ARG TARGETARCH
        RUN echo $TARGETARCH > /arch
        FROM scratch
        COPY --from=build /once /arch /
        """;

    [Fact]
    public async Task Build_OfTwoPlatforms_ExecutesWhatTheyShareOnce()
    {
        using var site = yard.NewSite().Dockerfile(Cross);
        var steps = StepLog.Of((await site.BuildAsync("--platform", Both, "-t", "app")).Succeeded()).Executed;
        Assert.Single(steps, s => s.Contains("random/uuid", StringComparison.Ordinal));
        Assert.Contains(steps, s => s.StartsWith("[linux/amd64->arm64 build 1/1] RUN", StringComparison.Ordinal));

        (await site.BuildAsync("--platform", Both, "-o", site["out"])).Succeeded();
        Assert.Equal("amd64\n", await File.ReadAllTextAsync(site["out/linux_amd64/arch"]));
        Assert.Equal("arm64\n", await File.ReadAllTextAsync(site["out/linux_arm64/arch"]));
        Assert.Equal(await File.ReadAllTextAsync(site["out/linux_amd64/once"]), await File.ReadAllTextAsync(site["out/linux_arm64/once"]));
    }

    [Fact]
    public async Task Build_OfTwoPlatformsAgain_IsTheSameIndexFromTheCache()
    {
        using var site = yard.NewSite().Dockerfile(Cross);
        var first = (await site.BuildAsync("--platform", Both, "-t", "app", "-q")).Succeeded().Output.Trim();
        var again = StepLog.Of((await site.BuildAsync("--platform", Both, "-t", "app")).Succeeded());
        Assert.Empty(again.Executed);
        Assert.Equal(first, again.ImageId);
    }

    [Fact]
    public async Task Store_WithAnIndex_ShowsEachPlatform()
    {
        using var site = yard.NewSite().Dockerfile(Cross);
        var id = (await site.BuildAsync("--platform", Both, "-t", "app", "-q")).Succeeded().Output.Trim();
        Assert.Equal(id, (await ShowAsync(site, "images", "--no-trunc", "-q", "app")));
        Assert.Equal($"{id} amd64", await ShowAsync(site, "inspect", "-f", "{{.Id}} {{.Architecture}}", "app"));
        Assert.Equal("arm64", await ShowAsync(site, "inspect", "--platform", "linux/arm64", "-f", "{{.Architecture}}", "app"));
        var missing = (await site.Drydock.RunAsync("inspect", "--platform", "linux/s390x", "app")).Failed();
        Assert.Contains("does not provide the specified platform (linux/s390x)", missing.Errors, StringComparison.Ordinal);

        // A name stands for the whole index; removing it removes all.
        (await site.Drydock.RunAsync("tag", "app", "other")).Succeeded();
        (await site.Drydock.RunAsync("rmi", "app")).Succeeded();
        Assert.Equal("arm64", await ShowAsync(site, "inspect", "--platform", "linux/arm64", "-f", "{{.Architecture}}", "other"));
        var part = await ShowAsync(site, "inspect", "--platform", "linux/arm64", "-f", "{{.Id}}", "other");
        Assert.Contains("one platform", (await site.Drydock.RunAsync("rmi", part)).Failed().Errors, StringComparison.Ordinal);
        Assert.Contains("Deleted: " + id, (await site.Drydock.RunAsync("rmi", "other")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("", await ShowAsync(site, "images", "-q"));
    }

    [Fact]
    public async Task Base_ThatIsAnIndexOfTheStore_IsTakenForEachPlatform()
    {
        using var site = yard.NewSite().Dockerfile(Cross);
        (await site.BuildAsync("--platform", Both, "-t", "app")).Succeeded();
        site.Dockerfile("FROM app\nCOPY Dockerfile /\n");
        (await site.BuildAsync("--platform", "linux/arm64,linux/amd64", "-o", site["out"])).Succeeded();
        Assert.Equal("arm64\n", await File.ReadAllTextAsync(site["out/linux_arm64/arch"]));
        Assert.Equal("amd64\n", await File.ReadAllTextAsync(site["out/linux_amd64/arch"]));
    }

    [Fact]
    public async Task Base_ThatIsAnIndexOfARegistry_IsTakenForEachPlatform()
    {
        using var maker = yard.NewSite().Dockerfile(Cross);
        (await maker.BuildAsync("--platform", Both, "--push", "-t", $"{yard.Registry}/library/several:1")).Succeeded();
        using var site = yard.NewSite().Dockerfile("FROM several:1\nCOPY Dockerfile /\n");
        (await site.BuildAsync("--platform", Both, "-o", site["out"])).Succeeded();
        Assert.Equal("arm64\n", await File.ReadAllTextAsync(site["out/linux_arm64/arch"]));
        Assert.Equal("amd64\n", await File.ReadAllTextAsync(site["out/linux_amd64/arch"]));
        Assert.Contains("several:1 has no image for linux/s390x", (await site.BuildAsync("--platform", "linux/s390x")).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OciArchive_OfTwoPlatforms_IsAnIndexThatSkopeoReads()
    {
        using var site = yard.NewSite().Dockerfile(Cross);
        var metadata = site["metadata.json"];
        (await site.BuildAsync("--platform", Both, "-t", "app:1", "--metadata-file", metadata, "-o", $"type=oci,dest={site["out.tar"]}")).Succeeded();
        var raw = await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", $"oci-archive:{site["out.tar"]}");
        var index = JsonNode.Parse(raw)!;
        Assert.Equal("application/vnd.oci.image.index.v1+json", (string)index["mediaType"]!);
        Assert.Equal(["amd64", "arm64"], index["manifests"]!.AsArray().Select(m => (string)m!["platform"]!["architecture"]!));
        var descriptor = JsonNode.Parse(await File.ReadAllTextAsync(metadata))!;
        Assert.Equal("application/vnd.oci.image.index.v1+json", (string)descriptor["containerimage.descriptor"]!["mediaType"]!);
        Assert.Null(descriptor["containerimage.config.digest"]);

        // A copy reads every byte and checks every digest.
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", $"oci-archive:{site["out.tar"]}", $"dir:{site["copy"]}");
    }

    [Fact]
    public async Task Save_OfAnIndex_HasAllPlatformsOrTheOneAskedFor()
    {
        using var site = yard.NewSite().Dockerfile(Cross);
        (await site.BuildAsync("--platform", Both, "-t", "app:1")).Succeeded();
        (await site.Drydock.RunAsync("save", "-o", site["all.tar"], "app:1")).Succeeded();
        (await site.Drydock.RunAsync("save", "--platform", "linux/arm64", "-o", site["one.tar"], "app:1")).Succeeded();
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--all", $"oci-archive:{site["all.tar"]}", $"dir:{site["copy"]}");
        Assert.Equal("arm64", Architecture(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", $"oci-archive:{site["one.tar"]}")));
        Assert.Equal("amd64", Architecture(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", $"docker-archive:{site["all.tar"]}")));

        using var other = yard.NewSite();
        (await other.Drydock.RunAsync("load", "-i", site["all.tar"])).Succeeded();
        Assert.Equal(await ShowAsync(site, "images", "-q", "--no-trunc"), await ShowAsync(other, "images", "-q", "--no-trunc"));
        Assert.Equal("arm64", await ShowAsync(other, "inspect", "--platform", "linux/arm64", "-f", "{{.Architecture}}", "app:1"));
        (await other.Drydock.RunAsync("load", "--platform", "linux/arm64", "-i", site["all.tar"])).Succeeded();
        Assert.Equal("arm64", await ShowAsync(other, "inspect", "-f", "{{.Architecture}}", "app:1"));
        (await other.Drydock.RunAsync("fsck")).Succeeded();
    }

    [Fact]
    public async Task Tar_OfTwoPlatforms_HasAFolderEachOrIsOneTree()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /only-$TARGETARCH\n");
        var split = await site.FilesAsync("--platform", Both);
        Assert.Contains("linux_arm64/only-arm64", split.Keys);
        (await site.BuildAsync("--platform", Both, "-o", $"type=tar,dest={site["one.tar"]},platform-split=false")).Succeeded();
        var names = (await ProcessFixture.RunAsync("tar", "-tf", site["one.tar"])).Split('\n');
        Assert.Contains("only-amd64", names);
        Assert.Contains("only-arm64", names);
        (await site.BuildAsync("-o", $"type=local,dest={site["single"]},platform-split=true")).Succeeded();
        Assert.True(File.Exists(site["single/linux_amd64/only-amd64"]));

        site.Dockerfile("FROM scratch\nCOPY Dockerfile /same\n");
        var clash = (await site.BuildAsync("--platform", Both, "-o", $"type=local,dest={site["clash"]},platform-split=false")).Failed();
        Assert.Contains("cannot overwrite same from linux/amd64 with linux/arm64", clash.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DockerArchive_OfTwoPlatforms_IsRefused()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nCOPY Dockerfile /\n");
        var result = (await site.BuildAsync("--platform", Both, "-o", $"type=docker,dest={site["out.tar"]}")).Failed();
        Assert.Contains("does not currently support exporting manifest lists", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAnotherProcessor_NeedsAnEmulator()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nCOPY program /\nRUN [\"/program\"]\n");
        site.WriteBytes("program", Arm64Program.Writing("/made", "by arm64\n"));
        using (var emulator = Arm64Emulator.TryRegister())
        {
            if (emulator is null)
            {
                return;
            }

            Assert.Equal("by arm64\n", await site.ReadAsync("made", "--platform", "linux/arm64"));
            (await site.BuildAsync("--platform", "linux/arm64", "-t", "foreign")).Succeeded();
            (await site.Drydock.RunAsync("run", "--rm", "foreign", "/program")).Succeeded();
        }

        if (Directory.EnumerateFiles("/proc/sys/fs/binfmt_misc", "*aarch64*").Any())
        {
            Console.WriteLine("not tried without an emulator of arm64: this machine has one of its own");
            return;
        }

        var result = (await site.BuildAsync("--no-cache", "--platform", "linux/arm64")).Failed();
        Assert.Contains("no emulator is registered", result.Errors, StringComparison.Ordinal);
        Assert.Contains("qemu-user-static", result.Errors, StringComparison.Ordinal);
        Assert.Contains("qemu-user-static", (await site.Drydock.RunAsync("run", "--rm", "foreign", "/program")).Failed().Errors, StringComparison.Ordinal);
    }

    private static string Architecture(string config) => (string)JsonNode.Parse(config)!["architecture"]!;

    private static async Task<string> ShowAsync(BuildSite site, params string[] arguments) => (await site.Drydock.RunAsync(arguments)).Succeeded().Output.Trim();
}
