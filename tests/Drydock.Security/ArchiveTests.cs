namespace Drydock.Security;

/// <summary>The whole table of archives that try to break out, against every place that reads an archive. The host must be as it was.</summary>
public sealed class ArchiveTests(Yard yard) : IClassFixture<Yard>
{
    private const int AtLeast = 34;

    [Fact]
    public async Task Import_OfAnyBreakout_StaysInside() => await ForEachAsync(async (site, tar) =>
    {
        await File.WriteAllBytesAsync(site["evil.tar"], tar);
        return [await site.Drydock.RunAsync("import", site["evil.tar"], "evil"), await site.Drydock.RunAsync("export", "-o", site["root"], "evil")];
    });

    [Fact]
    public async Task Load_OfAnyBreakout_StaysInside() => await ForEachAsync(async (site, tar) => [await site.Drydock.RunWithInputAsync(tar, "load")]);

    [Theory]
    [InlineData("erofs")]
    [InlineData("overlayfs")]
    public async Task Load_OfAnImageWithAnyBreakoutForALayer_StaysInside(string snapshotter) => await ForEachAsync(async (site, tar) =>
    {
        using var layout = new ImageLayout();
        layout.Add("evil", null, await BusyBox.LayerAsync(), tar);
        await ProcessFixture.RunAsync("tar", "-C", layout.Path, "-cf", site["layout.archive"], ".");
        site.Drydock.Environment["DRYDOCK_SNAPSHOTTER"] = snapshotter;
        return [await site.Drydock.RunAsync("load", "-i", site["layout.archive"]), await site.Drydock.RunAsync("export", "-o", site["root"], "evil")];
    });

    [Fact]
    public async Task Context_OfAnyBreakout_StaysInside()
    {
        var dockerfile = RawTar.New.File("Dockerfile", "FROM scratch\nCOPY . /\n").Cut();
        await ForEachAsync(async (site, tar) => [await site.BuildFromAsync([.. dockerfile, .. tar], "-o", $"type=tar,dest={site["root"]}", "-")]);
    }

    [Fact]
    public async Task Add_OfAnyBreakout_StaysInside() => await ForEachAsync(async (site, tar) =>
    {
        site.Dockerfile("FROM busybox\nADD evil /into/\n");
        await File.WriteAllBytesAsync($"{site.Context}/evil", tar);
        return [await site.BuildAsync("-o", $"type=tar,dest={site["root"]}")];
    });

    private async Task ForEachAsync(Func<BuildSite, byte[], Task<CommandResult[]>> read)
    {
        using var site = yard.NewSite();
        using var host = new TempDirectory();
        var word = "canary-" + Guid.NewGuid().ToString("N");
        foreach (var name in (string[])["canary", "dir/canary", "dir/sub/canary"])
        {
            host.Write(name, word);
        }

        var before = await ListAsync(host.Path);
        var archives = Breakouts.Of(host.Path);
        Assert.True(archives.Count >= AtLeast);
        foreach (var (name, tar) in archives)
        {
            foreach (var result in await read(site, tar))
            {
                Assert.True(result.ExitCode is 0 or 1, $"{name}: {result.Everything}");
                Assert.DoesNotContain("unexpected ", result.Errors, StringComparison.Ordinal);
                Assert.False(Canary.Contains(result.OutputBytes, word) || result.Errors.Contains(word, StringComparison.Ordinal), $"{name}: {result.Command} said what is on the host");
            }

            Assert.True(before == await ListAsync(host.Path), $"{name}: the host was changed");
            if (File.Exists(site["root"]))
            {
                Assert.False(Canary.Contains(await File.ReadAllBytesAsync(site["root"]), word), $"{name}: a file of the host is in the image");
                File.Delete(site["root"]);
            }
        }
    }

    // All but the times of access: that the host is read is seen by the word.
    private static Task<string> ListAsync(string host) =>
        ProcessFixture.RunAsync("bash", "-c", "cd \"$1\" && find . -printf '%p %y %m %U:%G %n %T@ %l\\n' | sort && find . -type f -exec sha256sum {} + | sort", "list", host);
}
