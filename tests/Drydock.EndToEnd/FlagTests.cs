using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Drydock.EndToEnd;

public sealed partial class FlagTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task BuildArg_WithValueAndFromTheEnvironment_ReachesRun()
    {
        using var site = yard.NewSite().Dockerfile("ARG GLOBAL\nFROM busybox\nARG GLOBAL\nARG A=default\nARG B\nRUN echo \"$GLOBAL $A $B\" > /args\n");
        site.Drydock.Environment["B"] = "inherited";
        Assert.Equal("top given inherited\n", await site.ReadAsync("args", "--build-arg", "A=given", "--build-arg", "B", "--build-arg", "GLOBAL=top"));
        Assert.Equal(" default \n", await site.ReadAsync("args"));
    }

    [Fact]
    public async Task BuildArg_ThatNothingDeclares_IsNamed()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nARG VERSION\n");
        Assert.Contains("VERSOIN", (await site.BuildAsync("--build-arg", "VERSOIN=1")).Succeeded().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OnTheCommandLine_WinsOverTheDockerfile()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nLABEL a=file b=file\n");
        var labels = (await site.ConfigAsync("--label", "a=flag", "--label", "c=flag"))["config"]!["Labels"]!;
        Assert.Equal("""{"a":"flag","b":"file","c":"flag"}""", labels.ToJsonString());
    }

    [Fact]
    public async Task Quiet_Always_PrintsTheImageIdAlone()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo noise\n");
        var result = (await site.BuildAsync("-q")).Succeeded();
        Assert.Matches(ImageIdLine(), result.Output);
        Assert.Equal("", result.Errors);
        Assert.Equal(result.Output, (await site.BuildAsync("--progress=quiet")).Succeeded().Output);
    }

    [Fact]
    public async Task IidAndMetadataFiles_AfterABuild_HaveItsDigests()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nENV A=1\n");
        var id = (await site.BuildAsync("-q", "-t", "app:1", "-t", "app:2", "--iidfile", site["iid"], "--metadata-file", site["metadata"])).Succeeded().Output.Trim();
        Assert.Equal(id, await File.ReadAllTextAsync(site["iid"]));
        var metadata = JsonNode.Parse(await File.ReadAllTextAsync(site["metadata"]))!;
        Assert.Equal(id, (string)metadata["containerimage.config.digest"]!);
        Assert.Equal("docker.io/library/app:1,docker.io/library/app:2", (string)metadata["image.name"]!);
        Assert.Matches(Digest(), (string)metadata["containerimage.digest"]!);
    }

    [Fact]
    public async Task RawJson_Always_IsOneDocumentALine()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo said\n");
        var lines = (await site.BuildAsync("--progress=rawjson")).Succeeded().Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var documents = lines.Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Contains(documents, d => d["vertexes"]?[0]?["name"] is { } name && ((string)name!).Contains("RUN echo said", StringComparison.Ordinal));
        Assert.Contains(documents, d => d["logs"] is not null);
    }

    [Fact]
    public async Task Plain_Always_NumbersEachStep()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS one\nRUN echo said\n");
        var lines = (await site.BuildAsync("--progress=plain")).Succeeded().Errors.Split('\n');
        var step = Assert.Single(lines, l => l.EndsWith(" [2/2] RUN echo said", StringComparison.Ordinal)).Split(' ')[0];
        Assert.Contains(lines, l => l.StartsWith(step + " ", StringComparison.Ordinal) && l.EndsWith(" said", StringComparison.Ordinal) && !l.Contains("RUN", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith(step + " DONE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warnings_OfKnownFlagsWithoutEffect_DoNotStopTheBuild()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nLABEL a=1\n");
        (await site.BuildAsync("--rm", "--force-rm", "--compress", "--load", "--provenance=false", "--sbom=false")).Succeeded();
    }

    [GeneratedRegex("^sha256:[0-9a-f]{64}\n$", RegexOptions.None, 1000)]
    private static partial Regex ImageIdLine();

    [GeneratedRegex("^sha256:[0-9a-f]{64}$", RegexOptions.None, 1000)]
    private static partial Regex Digest();
}
