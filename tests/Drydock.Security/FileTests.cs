namespace Drydock.Security;

/// <summary>Archives, links and images that try to leave their root.</summary>
public sealed class FileTests(Yard yard) : IClassFixture<Yard>
{
    private static readonly Dictionary<string, Action<LayerTar, Canary>> s_breakouts = new()
    {
        ["dot-dot"] = (tar, c) => tar.File($"../../../../../../../..{c.Path}/new", "x"),
        ["absolute"] = (tar, c) => tar.File($"{c.Path}/new", "x"),
        ["through-link"] = (tar, c) => tar.Symlink("l", c.Path).File("l/new", "x").File("l/canary.txt", "overwritten"),
        ["through-relative-link"] = (tar, c) => tar.Symlink("l", $"../../../../../../../..{c.Path}").File("l/new", "x"),
        ["through-two-links"] = (tar, c) => tar.Symlink("a", "/").Symlink("b", $"a{c.Path}").File("b/new", "x"),
        ["hard-link"] = (tar, c) => tar.HardLink("h", c.File).File("h", "overwritten"),
        ["hard-link-dot-dot"] = (tar, c) => tar.HardLink("h", $"../../../../../../../..{c.File}").File("h", "overwritten"),
        ["hard-link-through-link"] = (tar, c) => tar.Symlink("l", c.Path).HardLink("h", "l/canary.txt").File("h", "overwritten"),
        ["link-replaced"] = (tar, c) => tar.Symlink("l", c.File).File("l", "x"),
        ["root-is-a-link"] = (tar, c) => tar.Symlink("./", c.Path).File("new", "x"),
        ["whiteout-dot-dot"] = (tar, c) => tar.File($"../../../../../../../..{c.Path}/.wh.b", ""),
        ["whiteout-of-dots"] = (tar, _) => tar.File(".wh...", "").File("d/.wh..", ""),
        ["whiteout-through-link"] = (tar, c) => tar.Symlink("l", c.Path).File("l/.wh.canary.txt", "").File("l/.wh..wh..opq", ""),
    };

    public static TheoryData<string> Breakouts => new(s_breakouts.Keys);

    [Theory]
    [MemberData(nameof(Breakouts))]
    public async Task CVE_2026_28406_ContextTar_ThatBreaksOut_IsContainedOrRefused(string kind)
    {
        using var canary = new Canary();
        using var tar = new LayerTar();
        tar.File("Dockerfile", "FROM scratch\nCOPY . /\n");
        s_breakouts[kind](tar, canary);
        using var site = yard.NewSite();
        AssertContained(await site.BuildFromAsync(tar.ToArray(), "-o", "-", "-"), canary);
    }

    [Theory]
    [MemberData(nameof(Breakouts))]
    public async Task CVE_2020_10696_LayerOfABase_ThatBreaksOut_IsContainedOrRefused(string kind)
    {
        using var canary = new Canary();
        using var tar = new LayerTar();
        s_breakouts[kind](tar, canary);
        await yard.PushAsync($"library/breakout-{kind}:latest", await BusyBox.LayerAsync(), tar.ToArray());
        using var site = yard.NewSite().Dockerfile($"FROM breakout-{kind} AS base\nRUN cat {canary.File}; cat /h; echo > /h; true\nFROM breakout-{kind} AS copied\nCOPY --from=base / /copy/\n");
        AssertContained(await site.BuildAsync("-o", site["out"]), canary);
        // On a file system that mounts no index, the same layers are unpacked.
        AssertContained(await site.BuildAsync("-o", "-"), canary);
    }

    [Theory]
    [MemberData(nameof(Breakouts))]
    public async Task GHSA_g2h8_426c_7976_AddedArchive_ThatBreaksOut_IsContainedOrRefused(string kind)
    {
        using var canary = new Canary();
        using var tar = new LayerTar();
        s_breakouts[kind](tar, canary);
        using var site = yard.NewSite().Dockerfile("FROM busybox\nADD evil.tar /into/\nRUN ls /into\n");
        await File.WriteAllBytesAsync($"{site.Context}/evil.tar", tar.ToArray());
        AssertContained(await site.BuildAsync("-o", "-"), canary);
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData(".dockerignore")]
    public async Task CVE_2026_44517_FileOfAContextTar_ThatIsALink_IsNotReadFromTheHost(string name)
    {
        using var canary = new Canary();
        using var tar = new LayerTar();
        tar.Symlink(name, canary.File);
        if (name != "Dockerfile")
        {
            tar.File("Dockerfile", "FROM scratch\nCOPY . /\n");
        }

        using var site = yard.NewSite();
        canary.AssertUntouched(await site.BuildFromAsync(tar.ToArray(), "-o", "-", "-"));
    }

    [Fact]
    public async Task CVE_2026_44517_ContextTar_ThatIsCutShort_LeavesNothingBehind()
    {
        using var canary = new Canary();
        using var tar = new LayerTar();
        var whole = tar.Symlink("Dockerfile", canary.File).File("large", new byte[100_000]).ToArray();
        using var site = yard.NewSite();
        var result = (await site.BuildFromAsync(whole[..50_000], "-")).Failed();
        canary.AssertUntouched(result);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
    }

    [Fact]
    public async Task CVE_2018_15664_CopySource_ThatIsALinkOutOfTheContext_IsNotRead()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile("FROM busybox\nCOPY lin[k] /one/\nCOPY folder/canary.txt /two/\n");
        File.CreateSymbolicLink($"{site.Context}/link", canary.File);
        File.CreateSymbolicLink($"{site.Context}/folder", canary.Path);
        canary.AssertUntouched(await site.BuildAsync("-o", "-"));
        site.Dockerfile("FROM busybox AS a\nRUN ln -s / /root-link\nFROM busybox\nCOPY --from=a /root-link" + canary.File + " /\n");
        canary.AssertUntouched((await site.BuildAsync("-o", "-")).Failed());
    }

    [Fact]
    public async Task CVE_2018_15664_CopyDestination_ThatIsALink_StaysInTheRoot()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Write("new", "x").Write("canary.txt", "x").Dockerfile($"FROM busybox AS a\nRUN ln -s {canary.Path} /l\nCOPY new canary.txt /l/\nADD new /l/b/c/\nWORKDIR /l/w\nRUN touch here\n");
        canary.AssertUntouched((await site.BuildAsync("-o", "-")).Succeeded());
    }

    [Fact]
    public async Task CVE_2026_17106_LocalOutput_OverALinkOfAnEarlierOne_IsNotWrittenThrough()
    {
        using var canary = new Canary();
        using var site = yard.NewSite().Dockerfile($"FROM busybox AS a\nRUN mkdir /o && ln -s {canary.Path} /o/l && ln -s {canary.File} /o/f\nFROM scratch\nCOPY --from=a /o /\n");
        (await site.BuildAsync("-o", site["out"])).Succeeded();
        site.Dockerfile("FROM scratch\nCOPY o /\n").Write("o/l/new", "x").Write("o/f", "x");
        canary.AssertUntouched(await site.BuildAsync("-o", site["out"]));
    }

    private static void AssertContained(CommandResult result, Canary canary)
    {
        canary.AssertUntouched(result);
        Assert.DoesNotContain("unexpected ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
        Assert.True(result.ExitCode is 0 or 1, result.Everything);
    }
}
