using System.Text;
using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Downloads;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Downloads;

public sealed class FileDownloaderTests
{
    private static readonly RegistryOptions s_quick = new() { Retry = new RetryOptions { MaxAttempts = 3, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) } };

    [Fact]
    public async Task DownloadAsync_OfAFile_GivesItsDigestAndWhatTheServerSays()
    {
        await using var server = new RawHttpServer(_ => new RawResponse(200)
        {
            Body = "hello"u8.ToArray(),
            Headers = [("ETag", "\"1\""), ("Last-Modified", "Fri, 14 Jul 2017 02:40:00 GMT"), ("Date", "Fri, 14 Jul 2017 02:40:05 GMT"), ("Content-Disposition", "attachment; filename*=UTF-8''a%20b.txt")],
        });
        var (file, bytes) = await DownloadAsync(new DownloadRequest(new Uri($"{server.Url}/f")));
        Assert.Equal("hello", bytes);
        Assert.Equal(Digest.OfBytes("hello"u8), file.Digest);
        Assert.Equal((5L, "\"1\"", "a b.txt"), (file.SizeBytes, file.ETag, file.FileName));
        Assert.Equal(1_500_000_000, file.LastModified!.Value.ToUnixTimeSeconds());
        Assert.True(file.IsLastModifiedStrong);
    }

    [Fact]
    public async Task DownloadAsync_WithATag_AsksWhetherItHolds()
    {
        await using var server = new RawHttpServer(r => new RawResponse(r["If-None-Match"] == "\"1\"" ? 304 : 200));
        var (file, _) = await DownloadAsync(new DownloadRequest(new Uri(server.Url)) { ETag = "\"1\"" });
        Assert.True(file.IsNotModified);
    }

    [Fact]
    public async Task DownloadAsync_OfANotModifiedThatNobodyAskedFor_Fails()
    {
        await using var server = new RawHttpServer(_ => new RawResponse(304));
        await Assert.ThrowsAsync<RegistryException>(() => DownloadAsync(new DownloadRequest(new Uri(server.Url))));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task DownloadAsync_AfterAPassingFailure_TriesAgain(int status)
    {
        var count = 0;
        await using var server = new RawHttpServer(_ => Interlocked.Increment(ref count) < 3 ? new RawResponse(status) : RawResponse.Text(200, "text/plain", "ok"));
        Assert.Equal("ok", (await DownloadAsync(new DownloadRequest(new Uri(server.Url)))).Text);
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task DownloadAsync_OfABodyThatIsCut_StartsAgain()
    {
        var count = 0;
        await using var server = new RawHttpServer(_ => RawResponse.Text(200, "text/plain", "whole text") with { CutAfter = Interlocked.Increment(ref count) < 2 ? 4 : null });
        Assert.Equal("whole text", (await DownloadAsync(new DownloadRequest(new Uri(server.Url)))).Text);
        Assert.Equal(2, count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(501)]
    public async Task DownloadAsync_OfALastingFailure_TriesOnceAndNamesTheStatus(int status)
    {
        await using var server = new RawHttpServer(_ => new RawResponse(status));
        var error = await Assert.ThrowsAsync<RegistryException>(() => DownloadAsync(new DownloadRequest(new Uri($"{server.Url}/f?token=secret"))));
        Assert.Equal(status, error.Status);
        Assert.Contains($"{server.Url}/f", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("=secret", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadAsync_OfMoreThanIsTaken_Fails(bool announced)
    {
        await using var server = new RawHttpServer(_ => RawResponse.Text(200, "text/plain", new string('x', 2000)) with
        {
            Headers = announced ? [] : [("Content-Length", "2000")],
        });
        var error = await Assert.ThrowsAsync<RegistryException>(() => DownloadAsync(new DownloadRequest(new Uri(server.Url)) { MaxBytes = 1000 }));
        Assert.Equal(RegistryOutcome.TooLarge, error.Outcome);
    }

    [Fact]
    public async Task DownloadAsync_ThroughARedirect_KeepsTheAuthorizationAtItsHost()
    {
        await using var target = new RawHttpServer(_ => RawResponse.Text(200, "text/plain", "there"));
        await using var first = new RawHttpServer(_ => new RawResponse(302) { Headers = [("Location", $"{target.Url}/x")] });
        var url = new UriBuilder(first.Url) { UserName = "user", Password = "pa%3Ass" }.Uri;
        Assert.Equal("there", (await DownloadAsync(new DownloadRequest(url))).Text);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pa:ss")), first.Requests.Single()["Authorization"]);
        Assert.Null(target.Requests.Single()["Authorization"]);
    }

    [Fact]
    public async Task DownloadAsync_ThroughARedirectThatGivesUpEncryption_Fails()
    {
        using var certificate = TestCertificate.WithEcKey();
        await using var plain = new RawHttpServer(_ => RawResponse.Text(200, "text/plain", "plain"));
        await using var secure = new RawHttpServer(_ => new RawResponse(302) { Headers = [("Location", plain.Url)] }, certificate);
        var options = s_quick with { InsecureHosts = [secure.Host] };
        var error = await Assert.ThrowsAsync<RegistryException>(() => DownloadAsync(new DownloadRequest(new Uri(secure.Url)), options));
        Assert.Contains("gives up encryption", error.Message, StringComparison.Ordinal);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public void Redact_OfAUrl_HidesPasswordAndQuery() =>
        Assert.Equal("https://h.example/p?sig=***", FileDownloader.Redact(new Uri("https://u:p@h.example/p?sig=abc#f")));

    private static async Task<(DownloadedFile File, string Text)> DownloadAsync(DownloadRequest request, RegistryOptions? options = null)
    {
        using var downloader = new FileDownloader(options ?? s_quick);
        using var target = new MemoryStream();
        var file = await downloader.DownloadAsync(request, target, null, CancellationToken.None);
        return (file, Encoding.UTF8.GetString(target.ToArray()));
    }
}
