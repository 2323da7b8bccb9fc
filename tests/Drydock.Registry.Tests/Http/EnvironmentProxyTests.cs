using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Http;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://a.example/", "", "secure.proxy")]
    [InlineData("http://a.example/", "", "plain.proxy")]
    [InlineData("https://a.example/", "*", null)]
    [InlineData("https://a.example/", "a.example", null)]
    [InlineData("https://b.a.example/", "a.example", null)]
    [InlineData("https://b.a.example/", ".a.example", null)]
    [InlineData("https://b.a.example/", "*.a.example", null)]
    [InlineData("https://ba.example/", "a.example", "secure.proxy")]
    [InlineData("https://a.example:444/", "a.example:444", null)]
    [InlineData("https://a.example/", "a.example:444", "secure.proxy")]
    [InlineData("https://10.1.2.3/", "10.0.0.0/8", null)]
    [InlineData("https://11.1.2.3/", "10.0.0.0/8", "secure.proxy")]
    [InlineData("https://10.1.2.3/", "10.1.2.3", null)]
    [InlineData("https://localhost/", "", null)]
    [InlineData("http://127.0.0.1:5000/", "", null)]
    [InlineData("https://a.example/", " , ,b", "secure.proxy")]
    public void GetProxy_Chooses(string url, string bypass, string? expected)
    {
        var proxy = new EnvironmentProxy(new ProxyOptions("http://plain.proxy:1", "secure.proxy:2", bypass.Split(',')));

        Assert.Equal(expected, proxy.GetProxy(new Uri(url))?.Host);
    }

    [Fact]
    public void Credentials_ComeFromTheUrl()
    {
        var proxy = new EnvironmentProxy(new ProxyOptions("http://us%40er:wo%3Ard@p:1", null, []));

        var credential = proxy.Credentials!.GetCredential(proxy.GetProxy(new Uri("http://a.example"))!, "Basic")!;

        Assert.Equal(("us@er", "wo:rd"), (credential.UserName, credential.Password));
    }

    [Fact]
    public void New_WithNoUrl_SaysSoWithoutShowingIt()
    {
        var failure = Assert.Throws<RegistryException>(() => new EnvironmentProxy(new ProxyOptions("ftp://u:s3cr3t@x", null, [])));

        Assert.Equal(RegistryOutcome.Configuration, failure.Outcome);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_GoThroughTheProxy()
    {
        await using var proxy = new RawHttpServer(r => r["Proxy-Authorization"] is null
            ? new RawResponse(407) { Headers = [("Proxy-Authenticate", "Basic realm=\"proxy\"")] }
            : new RawResponse(r.Method == "CONNECT" ? 403 : 404));
        var url = $"http://us%40er:s3cr3t@{proxy.Host}";
        using var client = Samples.Client(o => o with
        {
            Proxy = new ProxyOptions(url, url, []),
            InsecureHosts = ["plain.test:80"],
            Retry = Samples.FastRetry with { MaxAttempts = 1 },
        });

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName("secure.test", "x"), "v1"), RegistryOutcome.Unreachable);
        Assert.Contains("the proxy does not let the connection through", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
        Assert.False(await client.BlobExistsAsync(new RepositoryName("plain.test:80", "x"), Digest.OfBytes([])));

        Assert.Contains(proxy.Requests, r => r.Method == "CONNECT" && r.Target == "secure.test:443" && r["Proxy-Authorization"] == "Basic dXNAZXI6czNjcjN0");
        Assert.Contains(proxy.Requests, r => r.Target.StartsWith("http://plain.test/v2/x/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resolve_ThroughAProxyThatIsAway_NamesTheProxy()
    {
        var proxy = $"http://127.0.0.1:{Ports.Free()}";
        using var client = Samples.Client(o => o with { Proxy = new ProxyOptions(null, proxy.Replace("//", "//user:secret@", StringComparison.Ordinal), []) });

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName("registry.example", "app"), "1"), RegistryOutcome.Unreachable);

        Assert.Contains($"through the proxy {proxy}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }
}
