namespace Drydock.EndToEnd;

/// <summary>Copies of what RUN steps read much of a layer. Needs root, and Linux 6.12.</summary>
public sealed class HotFileTests(Yard yard) : IClassFixture<Yard>
{
    // Without the sizes of directories: they are those of some file system. Steps put back the times of what they change.
    private const string Listing = "find /d /e /bin -type d -exec stat -c '%n %f %u %g %Y' {} + > /list; find /d /e /bin ! -type d -exec stat -c '%n %f %u %g %Y %s %N' {} + >> /list; find /d /e -type f -exec sha256sum {} + >> /list; sort -o /list /list";

    private static readonly string s_dockerfile = $"""
        FROM busybox
        COPY --chmod=4750 --chown=5:6 large /d/large
        COPY large /e/large
        RUN cat /d/large /e/large > /dev/null && {Listing}
        RUN echo more >> /d/large && rm /e/large && touch -d @1000000000 /d/large /e && {Listing.Replace("/list", "/list2")}
        RUN rm -r /d && mkdir /d && touch -d @1000000000 /d && {Listing.Replace("/list", "/list3")}

        """;

    [Fact]
    public async Task Build_LargeFilesThatRunReads_AreCopiedAndTheImageIsTheSame()
    {
        using var site = Site();
        var layers = await BuildAsync(site);
        Assert.Empty(Copies(site));
        Assert.Equal(layers, await BuildAsync(site));
        var copies = Copies(site);
        Assert.Equal(["d/large", "e/large"], copies.Select(c => c[(c.IndexOf("/hot-0/", StringComparison.Ordinal) + 7)..]).Where(c => c[0] is 'd' or 'e').Order());

        Assert.Equal(layers, await BuildAsync(site));

        Assert.Equal(copies, Copies(site));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
        (await site.Drydock.RunAsync("fsck")).Succeeded();
        Assert.Equal("d\n", (await site.Drydock.RunAsync("run", "--rm", "app", "sh", "-c", "ls -d /d /d/* /e/* 2> /dev/null | sed s,^/,,")).Output);
    }

    [Fact]
    public async Task Fsck_DamagedCopy_IsFoundAndRemoved()
    {
        using var site = Site();
        await BuildAsync(site);
        var layers = await BuildAsync(site);
        var copy = Copies(site).First(c => c.EndsWith("/d/large", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(copy);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(copy, bytes);

        var examined = await site.Drydock.RunAsync("fsck");
        Assert.Equal(1, examined.ExitCode);
        Assert.Contains("its folder of hot files is not what the tar holds", examined.Output, StringComparison.Ordinal);
        (await site.Drydock.RunAsync("fsck", "--repair")).Succeeded();

        Assert.DoesNotContain(copy, Copies(site));
        (await site.Drydock.RunAsync("fsck")).Succeeded();
        Assert.Equal(layers, await BuildAsync(site));
        Assert.Contains(copy, Copies(site));
        (await site.Drydock.RunAsync("system", "prune", "-af")).Succeeded();
        Assert.Empty(Copies(site));
    }

    private BuildSite Site()
    {
        var site = yard.NewSite().Dockerfile(s_dockerfile);
        site.Write("large", string.Concat(Enumerable.Range(0, 200_000).Select(n => $"{n} ")));
        return site;
    }

    private static async Task<string> BuildAsync(BuildSite site)
    {
        (await site.BuildAsync("--no-cache", "-t", "app", "--build-arg", "SOURCE_DATE_EPOCH=1000000000", "-o", "type=image,rewrite-timestamp=true")).Succeeded();
        return (await site.Drydock.RunAsync("inspect", "-f", "{{json .RootFS.Layers}}", "app")).Succeeded().Output;
    }

    private static List<string> Copies(BuildSite site) =>
        [.. Directory.EnumerateDirectories($"{site.Drydock.Root}/layers").SelectMany(l => Directory.EnumerateDirectories(l, "hot-?")).SelectMany(h => Directory.EnumerateFiles(h, "*", SearchOption.AllDirectories)).Order()];
}
