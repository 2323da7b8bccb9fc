namespace Drydock.Security;

public sealed class SecretTests(Yard yard) : IClassFixture<Yard>
{
    [Fact]
    public async Task Osscontainertools_511_Secret_IsInNoByteThatTheBuildLeaves()
    {
        var word = "secret-" + Guid.NewGuid().ToString("N");
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            RUN --mount=type=secret,id=a --mount=type=secret,id=b,env=TOKEN --mount=type=secret,id=a,target=/etc/deep/er/secret sha256sum /run/secrets/a /etc/deep/er/secret && test -n "$TOKEN"
            RUN --mount=type=secret,id=a,target=/gone rm -f /gone; mv /gone /moved; ln /gone /linked; true
            """);
        site.Drydock.Environment["TOKEN_VALUE"] = word;
        var file = site.WriteOutside("secret", word);
        var result = (await site.BuildAsync("--secret", $"id=a,src={file}", "--secret", "id=b,env=TOKEN_VALUE", "--metadata-file", site["metadata"], "-o", $"type=oci,dest={site["out.tar"]},compression=uncompressed", "-o", "type=image", "-o", site["out"])).Succeeded();
        File.Delete(file);
        Assert.DoesNotContain(word, result.Everything, StringComparison.Ordinal);
        var left = Directory.EnumerateFiles(Path.GetDirectoryName(site.Drydock.Root)!, "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.GetDirectoryName(site.Context)!, "*", SearchOption.AllDirectories))
            .Where(f => new FileInfo(f).LinkTarget is null && Canary.Contains(File.ReadAllBytes(f), word));
        Assert.Empty(left);
        Assert.False(Directory.Exists(site["out/etc/deep"]));
    }

    [Fact]
    public async Task Secret_WithAnotherValue_IsNoPartOfTheCacheKey()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN --mount=type=secret,id=a true\n");
        var first = (await site.BuildAsync("-q", "--secret", $"id=a,src={site.WriteOutside("one", "1")}")).Succeeded().Output;
        Assert.Equal(first, (await site.BuildAsync("-q", "--secret", $"id=a,src={site.WriteOutside("two", "2")}")).Succeeded().Output);
    }

    [Fact]
    public async Task Store_Always_BelongsToItsOwnerAlone()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nRUN true\n");
        (await site.BuildAsync()).Succeeded();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(site.Drydock.Root));
    }
}
