using System.Security.Cryptography;
using System.Text;

namespace Drydock.EndToEnd;

/// <summary>ADD of URLs.</summary>
public sealed class DownloadTests(Yard yard) : IClassFixture<Yard>, IDisposable
{
    private static readonly DateTimeOffset s_time = DateTimeOffset.FromUnixTimeSeconds(1_500_000_000);

    private readonly FileServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Add_OfAUrl_IsPrivateAndHasTheTimeOfTheServer()
    {
        var url = _server.Serve("/dir/file.txt", "hello\n", f => f with { LastModified = s_time });
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {url} /to/\nADD {url} /as\n");
        var files = await site.FilesAsync();
        Assert.Equal("hello\n", BuildSite.Text(files, "to/file.txt"));
        Assert.Equal("hello\n", BuildSite.Text(files, "as"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, files["as"].Mode);
        Assert.Equal(s_time, files["as"].ModificationTime);
        Assert.Equal((0, 0), (files["as"].Uid, files["as"].Gid));
        Assert.Equal(1, _server.Downloads);
    }

    [Fact]
    public async Task Add_WithoutLastModified_HasTheTimeZero()
    {
        var url = _server.Serve("/f", "x");
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD --chmod=755 --chown=3:4 {url} /f\n");
        var file = (await site.FilesAsync())["f"];
        Assert.Equal(DateTimeOffset.UnixEpoch, file.ModificationTime);
        Assert.Equal("0755", Convert.ToString((int)file.Mode, 8).PadLeft(4, '0'));
        Assert.Equal((3, 4), (file.Uid, file.Gid));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Add_Again_AsksOnlyWhetherTheFileHasChanged(bool tagged)
    {
        var url = Serve("one\n", tagged, s_time);
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nADD {url} /f\nRUN cat /f > /copy\n");
        await BuildAsync(site);
        Assert.Empty((await BuildAsync(site)).Executed);
        Assert.Equal(1, _server.Downloads);

        _ = Serve("two\n", tagged, s_time.AddSeconds(1));
        Assert.Equal(2, (await BuildAsync(site)).Executed.Count);
        Assert.Equal(2, _server.Downloads);
    }

    [Fact]
    public async Task Add_OfTheSameBytesUnderAnotherTag_RerunsNothing()
    {
        var url = Serve("same\n", tagged: true, s_time);
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nADD {url} /f\nRUN cat /f > /copy\n");
        await BuildAsync(site);
        _server.Serve("/f", "same\n", f => f with { ETag = "\"other\"" });
        Assert.Empty((await BuildAsync(site)).Executed);
        Assert.Equal(2, _server.Downloads);
    }

    [Fact]
    public async Task Add_WithoutCache_DownloadsAgain()
    {
        var url = Serve("one\n", tagged: true, s_time);
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {url} /f\n");
        await BuildAsync(site);
        await BuildAsync(site, "--no-cache");
        Assert.Equal(2, _server.Downloads);
    }

    [Fact]
    public async Task Checksum_ThatHolds_NeedsNoServerTheSecondTime()
    {
        var url = _server.Serve("/f", "checked\n");
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD --checksum={Sha256("checked\n")} {url} /f\n");
        await BuildAsync(site);
        var requests = _server.Requests.Count();
        _server.Files.Clear();
        await BuildAsync(site);
        Assert.Equal(requests, _server.Requests.Count());
    }

    [Fact]
    public async Task Checksum_ThatDoesNotHold_FailsAndSaysBoth()
    {
        var url = _server.Serve("/f", "evil\n");
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD --checksum={Sha256("good\n")} {url} /f\n");
        var errors = (await site.BuildAsync()).Failed().Errors;
        Assert.Contains("digest mismatch", errors, StringComparison.Ordinal);
        Assert.Contains(Sha256("evil\n"), errors, StringComparison.Ordinal);
        Assert.Contains(Sha256("good\n"), errors, StringComparison.Ordinal);
        Assert.Contains("Dockerfile:2", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:12", "invalid checksum")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e", "invalid checksum")]
    public async Task Checksum_ThatIsNone_IsRefused(string checksum, string message)
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD --checksum={checksum} {_server.Url}/f /f\n");
        Assert.Contains(message, (await site.BuildAsync()).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_FromAUrl_IsUnpackedOnRequestOnly()
    {
        using var tar = new LayerTar();
        tar.File("inside.txt", "inside\n");
        var url = _server.Serve("/a.tar", tar.ToArray());
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {url} /plain/\nADD --unpack=true {url} /unpacked/\nADD --unpack=false {url} /kept/\n");
        var files = await site.FilesAsync();
        Assert.Contains("plain/a.tar", files.Keys);
        Assert.Contains("kept/a.tar", files.Keys);
        Assert.Equal("inside\n", BuildSite.Text(files, "unpacked/inside.txt"));
    }

    [Fact]
    public async Task Url_WithoutAName_IsNamedByTheServer()
    {
        var named = _server.Serve("/", "x", f => f with { Disposition = "attachment; filename=\"../../proposed.txt\"" });
        var unnamed = _server.Serve("/dir/", "y");
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {named} /a/\nADD {unnamed} /b/\n");
        Assert.Equal(["a/proposed.txt", "b/__unnamed__"], (await site.FilesAsync()).Keys.Where(k => !k.EndsWith('/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sources_OfSeveralKinds_AreCopiedInTheirOrder()
    {
        var url = _server.Serve("/same", "from the server\n");
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD same {url} /first/\nADD {url} same other /second/\n").Write("same", "from the context\n").Write("other", "x");
        var files = await site.FilesAsync();
        Assert.Equal("from the server\n", BuildSite.Text(files, "first/same"));
        Assert.Equal("from the context\n", BuildSite.Text(files, "second/same"));
        Assert.Contains("second/other", files.Keys);
    }

    [Fact]
    public async Task Failure_OfTheServer_NamesUrlAndStatus()
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {_server.Url}/missing?token=geheim /f\n");
        var errors = (await site.BuildAsync()).Failed().Errors;
        Assert.Contains($"{_server.Url}/missing", errors, StringComparison.Ordinal);
        Assert.Contains("404", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_ForTheHost_IsSentAndNotShown()
    {
        var url = _server.Serve("/private", "private\n", f => f with { Authorization = "Bearer t0p-secret" });
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {url} /f\n");
        Assert.Contains("HTTP_AUTH_TOKEN_127.0.0.1", (await site.BuildAsync()).Failed().Errors, StringComparison.Ordinal);

        site.Drydock.Environment["TOKEN"] = "t0p-secret\n";
        var built = (await site.BuildAsync("--secret", "id=HTTP_AUTH_TOKEN_127.0.0.1,env=TOKEN", "-o", "-")).Succeeded();
        Assert.Equal("private\n", BuildSite.Text(BuildSite.Entries(built.OutputBytes), "f"));
        Assert.DoesNotContain("t0p-secret", built.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EightUrls_AreFetchedSideBySide()
    {
        var lines = Enumerable.Range(0, 8).Select(i => $"ADD {_server.Serve($"/{i}", $"{i}\n")} /f{i}");
        using var site = yard.NewSite().Dockerfile($"FROM scratch\n{string.Join('\n', lines)}\n");
        var files = await site.FilesAsync();
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal($"{i}\n", BuildSite.Text(files, $"f{i}")));
        Assert.Equal(8, _server.Downloads);
    }

    private string Serve(string text, bool tagged, DateTimeOffset time) =>
        _server.Serve("/f", text, f => tagged ? f with { ETag = $"\"{Sha256(text)}\"" } : f with { LastModified = time });

    private static async Task<StepLog> BuildAsync(BuildSite site, params string[] arguments) => StepLog.Of((await site.BuildAsync(arguments)).Succeeded());

    private static string Sha256(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
