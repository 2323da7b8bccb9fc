using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>Reasons of cache misses: in the progress, by <c>drydock why</c>, and as the failure of <c>--require-cached</c>.</summary>
public sealed class WhyTests(Yard yard) : IClassFixture<Yard>
{
    private const string Secret = "hunter2-do-not-tell";

    [Fact]
    public async Task Reason_OfTheFirstBuild_IsThatItIsTheFirst()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        Assert.Equal("not built before", (await ReasonsAsync(site))["[2/2] RUN true"]);
    }

    [Fact]
    public async Task Reason_OfAChangedFile_NamesItWithBothDigests()
    {
        using var site = yard.NewSite().Write("src/main.go", "one\n").Write("src/other", "x").Dockerfile("FROM busybox\nCOPY src /src\nRUN cat /src/main.go\n");
        await ReasonsAsync(site);
        site.Write("src/main.go", "two\n");
        var reasons = await ReasonsAsync(site);
        Assert.Matches("^src/main.go changed: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}$", reasons["[2/3] COPY src /src"]);
        Assert.Equal("[2/3] COPY src /src was not cached", reasons["[3/3] RUN cat /src/main.go"]);
    }

    [Fact]
    public async Task Reason_OfFilesThatCameAndWent_CountsThem()
    {
        using var site = yard.NewSite().Write("d/gone", "").Write("d/stays", "").Dockerfile("FROM busybox\nCOPY d /d\n");
        await ReasonsAsync(site);
        File.Delete($"{site.Context}/d/gone");
        site.Write("d/new");
        Assert.Equal("2 files differ: d/gone, d/new", (await ReasonsAsync(site))["[2/2] COPY d /d"]);
        var lines = await WhyAsync(site, "--last", "COPY");
        Assert.Contains("d/gone is gone", lines, StringComparison.Ordinal);
        Assert.Contains("d/new is new", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_OfAChangedMode_SaysSo()
    {
        using var site = yard.NewSite().Write("tool", "#!/bin/sh\n").Dockerfile("FROM busybox\nCOPY tool /\n");
        File.SetUnixFileMode($"{site.Context}/tool", UnixFileMode.UserRead);
        await ReasonsAsync(site);
        File.SetUnixFileMode($"{site.Context}/tool", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal("tool has another mode, owner or attribute: Regular:400 → Regular:500", (await ReasonsAsync(site))["[2/2] COPY tool /"]);
    }

    [Fact]
    public async Task Reason_OfABuildArgument_HasBothValues()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nARG VERSION=1\nARG API_TOKEN=a\nRUN echo $VERSION\n");
        await ReasonsAsync(site);
        Assert.Equal("build argument VERSION changed: 1 → 2", (await ReasonsAsync(site, "--build-arg", "VERSION=2"))["[2/2] RUN echo $VERSION"]);
        Assert.Equal("build argument API_TOKEN changed", (await ReasonsAsync(site, "--build-arg", "VERSION=2", "--build-arg", "API_TOKEN=" + Secret))["[2/2] RUN echo $VERSION"]);
        Assert.DoesNotContain(Secret, await WhyAsync(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_OfAChangedInstruction_HasTheOldOne()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo a\nRUN echo b\n");
        await ReasonsAsync(site);
        site.Dockerfile("FROM busybox\nRUN echo a\nRUN echo c\n");
        Assert.Equal("the instruction changed: it was RUN echo b", (await ReasonsAsync(site))["[3/3] RUN echo c"]);
        site.Dockerfile("FROM busybox\nRUN echo new\nRUN echo a\nRUN echo c\n");
        var reasons = await ReasonsAsync(site);
        Assert.Equal("a new step", reasons["[2/4] RUN echo new"]);
        Assert.Equal("[2/4] RUN echo new was not cached", reasons["[3/4] RUN echo a"]);
    }

    [Fact]
    public async Task Reason_OfAVariable_NamesIt()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nENV COLOR=red\nRUN true\n");
        await ReasonsAsync(site);
        site.Dockerfile("FROM busybox\nENV SIZE=big\nENV COLOR=blue\nRUN true\n");
        await ReasonsAsync(site);
        var lines = await WhyAsync(site, "--last", "RUN");
        Assert.Contains("variable COLOR changed: red → blue", lines, StringComparison.Ordinal);
        Assert.Contains("variable SIZE is new: big", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_OfAnotherBaseImage_HasBothDigests()
    {
        await yard.PushAsync("library/shifting:1", await BusyBox.LayerAsync(tar => tar.File("version", "1\n")));
        using var site = yard.NewSite().Dockerfile("FROM shifting:1\nRUN true\n");
        await ReasonsAsync(site);
        await yard.PushAsync("library/shifting:1", await BusyBox.LayerAsync(tar => tar.File("version", "2\n")));
        Assert.Matches("^the base shifting:1 changed: sha256:[0-9a-f]{12} → sha256:[0-9a-f]{12}$", (await ReasonsAsync(site, "--pull"))["[2/2] RUN true"]);
        site.Dockerfile("FROM busybox\nRUN true\n");
        Assert.Equal("the base changed: shifting:1 → busybox", (await ReasonsAsync(site))["[2/2] RUN true"]);
    }

    [Fact]
    public async Task Reason_OfAMount_NamesItsFileOrOption()
    {
        using var site = yard.NewSite().Write("conf", "1").Dockerfile("FROM busybox\nRUN --mount=type=bind,source=conf,target=/conf cat /conf\n");
        await ReasonsAsync(site);
        site.Write("conf", "2");
        Assert.Matches("^mount /conf: conf changed: sha256:.* → sha256:.*$", Assert.Single(await ReasonsAsync(site)).Value);
    }

    [Fact]
    public async Task Reason_OfNoCache_IsTheFlag()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS a\nRUN true\nFROM a AS b\nRUN false || true\n");
        await ReasonsAsync(site);
        Assert.All((await ReasonsAsync(site, "--no-cache")).Values, r => Assert.Equal("--no-cache", r));
        Assert.Equal(new() { ["[b 1/1] RUN false || true"] = "--no-cache-filter b" }, await ReasonsAsync(site, "--no-cache-filter", "b"));
    }

    [Fact]
    public async Task Reason_OfAPrunedStep_SaysSo()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        await ReasonsAsync(site);
        (await site.Drydock.RunAsync("builder", "prune", "-af")).Succeeded();
        Assert.Equal("its result was pruned", Assert.Single(await ReasonsAsync(site)).Value);
    }

    [Fact]
    public async Task Reason_OfAStepThatFailed_SaysSo()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=cache,target=/m if [ ! -e /m/f ]; then touch /m/f; exit 1; fi\n");
        (await site.BuildAsync()).Failed();
        Assert.Contains("failed", await WhyAsync(site), StringComparison.Ordinal);
        Assert.Equal("it failed in the last build", Assert.Single(await ReasonsAsync(site)).Value);
    }

    [Fact]
    public async Task Why_OfARepeatedBuild_SaysWhenItWasRepeated()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        await ReasonsAsync(site);
        Assert.DoesNotContain("repeated", await WhyAsync(site), StringComparison.Ordinal);
        Assert.Empty(await ReasonsAsync(site));
        Assert.Contains("repeated", await WhyAsync(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_OfAnImage_FindsItsBuild()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN echo one\n");
        await ReasonsAsync(site, "-t", "app:one");
        site.Dockerfile("FROM busybox\nRUN echo two\n");
        await ReasonsAsync(site, "-t", "app:two");
        Assert.Contains("RUN echo one", await WhyAsync(site, "app:one"), StringComparison.Ordinal);
        var row = JsonNode.Parse(await WhyAsync(site, "app:two", "2", "--format", "json"))!;
        Assert.Equal(("[2/2] RUN echo two", "executed", 2), ((string?)row["Step"], (string?)row["Outcome"], (int?)row["Line"]));
        Assert.Equal("the instruction changed: it was RUN echo one\n", await WhyAsync(site, "app:two", "two", "--format", "{{.Reason}}"));
        Assert.Contains("no step \"nine\"", (await site.Drydock.RunAsync("why", "--last", "nine")).Failed().Errors, StringComparison.Ordinal);
        Assert.Contains("No such image", (await site.Drydock.RunAsync("why", "nothing")).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireCached_WithAMiss_FailsWithStepAndReason()
    {
        using var site = yard.NewSite().Write("file", "1").Dockerfile("FROM busybox\nCOPY file /\nRUN echo must-not-run && cat /file\n");
        Assert.Contains("not built before", (await site.BuildAsync("--require-cached")).Failed().Errors, StringComparison.Ordinal);
        await ReasonsAsync(site);
        (await site.BuildAsync("--require-cached")).Succeeded();
        site.Write("file", "2");
        var failed = (await site.BuildAsync("--require-cached")).Failed();
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("the step [2/3] COPY file / is not in the cache, and --require-cached forbids to execute it: file changed: sha256:", failed.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("must-not-run\n", failed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_OfABuild_IsNowhereInTheStore()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=secret,id=s,env=S test -n \"$S\"\nRUN --mount=type=secret,id=s,env=S false\n");
        var file = site.WriteOutside("secret", Secret);
        (await site.BuildAsync("--secret", $"id=s,src={file}")).Failed();
        Assert.Equal("", await ProcessFixture.RunAsync("sh", "-c", $"grep -rl {Secret} {site.Drydock.Root} || true"));
    }

    private static Task<string> WhyAsync(BuildSite site, params string[] arguments) => OutputAsync(site.Drydock.RunAsync(["why", .. arguments]));

    private static async Task<string> OutputAsync(Task<CommandResult> command) => (await command).Succeeded().Output;

    private static async Task<Dictionary<string, string>> ReasonsAsync(BuildSite site, params string[] arguments)
    {
        var result = (await site.BuildAsync(arguments)).Succeeded();
        var names = new Dictionary<string, string>();
        var reasons = new Dictionary<string, string>();
        foreach (var line in result.Errors.Split('\n').Where(l => l.StartsWith('#')))
        {
            var (number, text) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
            if (text.StartsWith('['))
            {
                names[number] = text;
            }
            else if (text.StartsWith("not cached: ", StringComparison.Ordinal))
            {
                reasons.Add(names[number], text["not cached: ".Length..]);
            }
        }

        return reasons;
    }
}
