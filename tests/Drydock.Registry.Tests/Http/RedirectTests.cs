using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Http;

public sealed class RedirectTests
{
    private static readonly byte[] s_layer = Samples.Bytes(5000);

    [Fact]
    public async Task OpenBlob_RedirectedToAnotherHost_GetsTheBytesWithoutTakingCredentialsThere()
    {
        await using var storage = new RawHttpServer(r => r.Query("X-Amz-Signature") == "s3cr3t" ? new RawResponse(200) { Body = s_layer } : new RawResponse(403));
        await using var registry = BasicServer(_ => Redirect(307, $"{storage.Url}/bucket/x?X-Amz-Signature=s3cr3t"));
        using var client = Client();

        Assert.Equal(s_layer, await Samples.PullAsync(client, new RepositoryName(registry.Host, "x"), Samples.Blob(s_layer)));

        Assert.Contains(registry.Requests, r => r["Authorization"] is not null);
        Assert.All(storage.Requests, r => Assert.Null(r["Authorization"]));
        Assert.Single(storage.Requests);
    }

    [Fact]
    public async Task OpenBlob_RedirectedInsideTheHost_KeepsCredentials()
    {
        await using var registry = BasicServer(r => r.Path.StartsWith("/v2/", StringComparison.Ordinal) ? Redirect(302, "/elsewhere") : new RawResponse(200) { Body = s_layer });
        using var client = Client();

        Assert.Equal(s_layer, await Samples.PullAsync(client, new RepositoryName(registry.Host, "x"), Samples.Blob(s_layer)));
    }

    [Fact]
    public async Task OpenBlob_RefusedByTheStorage_ShowsNoSignature()
    {
        await using var storage = new RawHttpServer(_ => new RawResponse(401) { Headers = [("WWW-Authenticate", "Basic realm=\"give me\"")] });
        await using var registry = BasicServer(_ => Redirect(307, $"{storage.Url}/bucket/x?X-Amz-Signature=s3cr3t&sig=s3cr3t"));
        using var client = Client();

        var failure = await Samples.FailsAsync(
            () => client.OpenBlobAsync(new RepositoryName(registry.Host, "x"), Samples.Blob(s_layer)), RegistryOutcome.Unauthorized);

        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", failure.Url, StringComparison.Ordinal);
        // The storage's challenge is not answered.
        Assert.Single(storage.Requests);
    }

    [Fact]
    public async Task OpenBlob_RedirectedInACircle_Ends()
    {
        await using var registry = BasicServer(r => Redirect(307, r.Target));
        using var client = Client();

        await Samples.FailsAsync(() => client.OpenBlobAsync(new RepositoryName(registry.Host, "x"), Samples.Blob(s_layer)), RegistryOutcome.Protocol);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task OpenBlob_RedirectedFromTlsToLess_IsRefused(string target)
    {
        using var certificate = TestCertificate.WithEcKey();
        await using var registry = new RawHttpServer(_ => Redirect(307, target), certificate);
        using var client = Samples.Client(o => o with { InsecureHosts = [registry.Host] });

        var failure = await Samples.FailsAsync(
            () => client.OpenBlobAsync(new RepositoryName(registry.Host, "x"), Samples.Blob(s_layer)), RegistryOutcome.Protocol);

        Assert.Contains("gives up encryption", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushBlob_ToALocationOnAnotherHost_TakesNoCredentialsThere()
    {
        await using var storage = new RawHttpServer(async r =>
        {
            await r.ReadBodyAsync();
            return new RawResponse(201);
        });
        await using var registry = BasicServer(r => r.Method switch
        {
            "HEAD" => new RawResponse(404),
            "POST" => new RawResponse(202) { Headers = [("Location", $"{storage.Url}/upload/1?token=s3cr3t")] },
            _ => new RawResponse(500),
        });
        using var client = Client();

        await client.PushBlobAsync(new RepositoryName(registry.Host, "x"), Samples.Blob(s_layer), () => new MemoryStream(s_layer));

        var request = Assert.Single(storage.Requests);
        Assert.Null(request["Authorization"]);
        Assert.Equal("s3cr3t", request.Query("token"));
        Assert.Equal(Samples.Blob(s_layer).Digest.ToString(), request.Query("digest"));
    }

    private static RegistryClient Client() => Samples.Client(o => o with { Credentials = new FixedCredentials(Credential.Of("alice", "pässword")) });

    private static RawHttpServer BasicServer(Func<RawRequest, RawResponse> handler) => new(r => r["Authorization"] is null
        ? new RawResponse(401) { Headers = [("WWW-Authenticate", "Basic realm=\"test\"")] }
        : handler(r));

    private static RawResponse Redirect(int status, string location) => new(status) { Headers = [("Location", location)] };
}
