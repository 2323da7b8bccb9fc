using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>Smaller images: <c>build --layers</c>, <c>--squash</c> and <c>squash</c>. Needs root, skopeo.</summary>
public sealed class LayerFormTests(Yard yard) : IClassFixture<Yard>
{
    private const long Big = 32 << 20;

    [Fact]
    public async Task Folded_BigFileAndChmod_IsStoredOnce()
    {
        using var site = Site("FROM busybox", "COPY big /big", "RUN chmod 700 /big");
        await File.WriteAllBytesAsync(Path.Combine(site.Context, "big"), RandomBytes(Big));
        (await site.BuildAsync("-t", "exact")).Succeeded();
        var build = (await site.BuildAsync("-t", "folded", "--layers=folded")).Succeeded();
        Assert.Contains("layers folded: 67.1MB → 33.6MB", build.Errors, StringComparison.Ordinal);

        var (exact, folded) = (await OwnBytesAsync(site, "exact"), await OwnBytesAsync(site, "folded"));
        Assert.InRange(exact, 2 * Big, 2.01 * Big);
        Assert.InRange(folded, Big, 1.01 * Big);
        Assert.Equal("700 33554432\n", (await site.Drydock.RunAsync("run", "--rm", "folded", "stat", "-c", "%a %s", "/big")).Succeeded().Output);
    }

    [Fact]
    public async Task Folded_BuiltAgain_IsTheSameImageFromTheCache()
    {
        using var site = Site("FROM busybox", "RUN echo 1 > /a", "RUN rm /a && echo 2 > /b");
        var first = (await site.BuildAsync("-q", "--layers=folded")).Succeeded().Output;
        Assert.Equal(first, (await site.BuildAsync("-q", "--layers=folded", "--require-cached")).Succeeded().Output);
    }

    // The three ways of upgrading a package, with 3 MB for the package manager's work and 400 kB for its fruit.
    [Fact]
    public async Task Upgrade_PurgedInOneRunInALaterOneOrCopiedFromAStage_IsEquallyLarge()
    {
        const string install = "mkdir -p /tools && seq 400000 > /tools/compiler";
        const string make = "seq 60000 > /usr/bin/program";
        const string purge = "rm -r /tools";
        string[] start = ["FROM busybox", "RUN mkdir -p /usr/bin"];
        var sizes = new Dictionary<string, long>();
        foreach (var (way, form, lines) in new (string, string, string[])[]
        {
            ("same", "exact", [.. start, $"RUN {install} && {make} && {purge}"]),
            ("later", "exact", [.. start, $"RUN {install}", $"RUN {make}", $"RUN {purge}"]),
            ("folded", "folded", [.. start, $"RUN {install}", $"RUN {make}", $"RUN {purge}"]),
            ("stage", "exact", [.. start, $"RUN {install}", $"RUN {make}", .. start, "COPY --from=0 /usr/bin/program /usr/bin/"]),
        })
        {
            using var site = Site(lines);
            (await site.BuildAsync("-t", way, $"--layers={form}")).Succeeded();
            sizes[way] = await OwnBytesAsync(site, way);
        }

        Assert.Equal(sizes["same"], sizes["folded"]);
        Assert.InRange(sizes["stage"], sizes["same"] * 0.99, sizes["same"] * 1.01);
        Assert.True(sizes["later"] > 5 * sizes["folded"]);
    }

    [Fact]
    public async Task AnyForm_HistoryAndLayers_Agree()
    {
        using var site = Site("FROM busybox", "RUN echo 1 > /junk", "ENV A=b", "RUN rm /junk", "RUN echo 2 > /kept");
        foreach (var (form, layers) in new[] { ("exact", 4), ("folded", 2), ("flat", 2) })
        {
            (await site.BuildAsync("-t", form, $"--layers={form}")).Succeeded();
            var archive = site[form + ".tar"];
            (await site.Drydock.RunAsync("save", "-o", archive, form)).Succeeded();
            var config = JsonNode.Parse(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", "oci-archive:" + archive))!;
            Assert.Equal(layers, config["rootfs"]!["diff_ids"]!.AsArray().Count);
            Assert.Equal(layers, config["history"]!.AsArray().Count(h => (bool?)h!["empty_layer"] != true));
            Assert.Equal("2\n", (await site.Drydock.RunAsync("run", "--rm", form, "sh", "-c", "cat /kept; ls /junk 2>&1 | grep -v No")).Output);
        }
    }

    [Fact]
    public async Task Squash_OfTheBuild_IsTheFlatForm()
    {
        using var site = Site("FROM busybox", "RUN echo 1 > /a", "RUN echo 2 > /b");
        var flat = (await site.BuildAsync("-q", "--layers=flat")).Succeeded().Output;
        Assert.Equal(flat, (await site.BuildAsync("-q", "--squash")).Succeeded().Output);
        var wrong = await site.BuildAsync("--squash", "--layers=exact");
        Assert.Equal(125, wrong.ExitCode);
        Assert.Contains("did you mean folded", (await site.BuildAsync("--layers=foldd")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Squash_OfAnImage_KeepsTheBaseAndTheTree()
    {
        using var site = Site("FROM busybox", "RUN echo 1 > /a && mkdir /d", "RUN rm /a /bin/true && echo 2 > /d/b");
        (await site.BuildAsync("-t", "app")).Succeeded();
        (await site.Drydock.RunAsync("pull", "busybox")).Succeeded();
        (await site.Drydock.RunAsync("squash", "app", "-t", "small", "--from", "busybox")).Succeeded();
        (await site.Drydock.RunAsync("squash", "app", "-t", "smaller")).Succeeded();
        Assert.Equal(2, (await LayersAsync(site, "small")).Count);
        Assert.Single(await LayersAsync(site, "smaller"));
        Assert.Equal((string)(await LayersAsync(site, "app"))[0]!, (string)(await LayersAsync(site, "small"))[0]!);
        var expected = await TreeAsync(site, "app");
        Assert.Equal(expected, await TreeAsync(site, "small"));
        Assert.Equal(expected, await TreeAsync(site, "smaller"));
        Assert.Contains("not built from", (await site.Drydock.RunAsync("squash", "smaller", "--from", "app")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyze_WasteAndSecrets_NameTheirLayers()
    {
        using var site = Site("FROM busybox", "RUN head -c 300000 /dev/urandom > /big && echo token > /.npmrc", "RUN chmod 600 /big", "RUN rm /.npmrc");
        (await site.BuildAsync("-t", "app")).Succeeded();
        var text = (await site.Drydock.RunAsync("analyze", "app")).Succeeded().Output;
        Assert.Matches(@"300kB\s+/big\s+in layer 2, copied by layer 3", text);
        Assert.Contains("/.npmrc in layer 2: npm's settings, often with a token; deleted later", text, StringComparison.Ordinal);
        var json = JsonNode.Parse((await site.Drydock.RunAsync("analyze", "--format", "json", "app")).Succeeded().Output)!;
        Assert.Equal(300_006, (long)json["wastedBytes"]!);
        Assert.Equal("RUN /bin/sh -c chmod 600 /big # buildkit", (string)json["layers"]![2]!["instruction"]!);
        Assert.Equal(125, (await site.Drydock.RunAsync("analyze", "--format", "xml", "app")).ExitCode);
    }

    [Fact]
    public async Task Diff_OfTwoImages_NamesWhatMadeTheDifference()
    {
        using var site = Site("FROM busybox", "RUN echo 1 > /same", "ARG N=1000", "RUN head -c $N /dev/zero > /grows", "RUN echo $N > /n$N");
        (await site.BuildAsync("-t", "app:1")).Succeeded();
        (await site.BuildAsync("-t", "app:2", "--build-arg", "N=4000")).Succeeded();
        var lines = (await site.Drydock.RunAsync("diff", "app:1", "app:2")).Succeeded().Output.Split('\n').Where(l => l.Contains('/'));
        Assert.Equal(["+3kB /grows changed", "-5B /n1000 removed", "+5B /n4000 added"], lines.Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    private static async Task<string> TreeAsync(BuildSite site, string image)
    {
        (await site.Drydock.RunAsync("export", "-o", site[image + ".root"], image)).Succeeded();
        return await ProcessFixture.RunAsync("tar", "--full-time", "--numeric-owner", "-tvf", site[image + ".root"]);
    }

    private static async Task<JsonArray> LayersAsync(BuildSite site, string image) =>
        JsonNode.Parse((await site.Drydock.RunAsync("inspect", "-f", "{{json .RootFS.Layers}}", image)).Succeeded().Output)!.AsArray();

    private static async Task<long> OwnBytesAsync(BuildSite site, string image) =>
        (await site.Drydock.RunAsync("history", "--human=false", "--format", "{{.Size}}", image)).Succeeded().Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse().Skip(1).Sum(long.Parse);

    private static byte[] RandomBytes(long count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private BuildSite Site(params string[] lines) => yard.NewSite().Dockerfile(string.Join('\n', lines) + "\n");
}
