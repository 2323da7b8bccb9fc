using System.Text;
using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Auth;

/// <summary>A real registry that wants tokens or passwords.</summary>
public sealed class AuthenticationTests
{
    private static readonly byte[] s_layer = Samples.Bytes(5000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PushAndPull_WithTokens_Work(bool rsa)
    {
        await using var setup = await Setup.StartAsync(rsa: rsa);
        using var client = setup.Client();

        var pushed = await Samples.PushImageAsync(client, setup.Repository, "v1", s_layer);

        Assert.Equal(pushed, (await client.ResolveAsync(setup.Repository, "v1")).Descriptor);
        Assert.Equal(s_layer, await Samples.PullAsync(client, setup.Repository, Samples.Blob(s_layer)));
    }

    [Fact]
    public async Task Pull_Anonymously_GetsATokenAndTellsSo()
    {
        await using var setup = await Setup.StartAsync();
        using var owner = setup.Client();
        var pushed = await Samples.PushImageAsync(owner, setup.Repository, "v1", s_layer);
        var events = new List<RegistryEvent>();
        using var anonymous = Samples.Client(o => o with { OnEvent = events.Add });

        Assert.Equal(pushed, (await anonymous.ResolveAsync(setup.Repository, "v1")).Descriptor);
        await Samples.PullAsync(anonymous, setup.Repository, Samples.Blob(s_layer));

        Assert.Equal($"[auth] test/auth:pull token for {setup.Registry.Host}", Assert.Single(events).ToString());
    }

    [Fact]
    public async Task Push_Anonymously_IsRefusedWithAdvice()
    {
        await using var setup = await Setup.StartAsync();
        using var anonymous = Samples.Client();

        var failure = await Samples.FailsAsync(() => Samples.PushImageAsync(anonymous, setup.Repository, "v1", s_layer), RegistryOutcome.Unauthorized);

        Assert.Equal($"run drydock login {setup.Registry.Host}", failure.Advice);
    }

    [Fact]
    public async Task Push_WithAWrongPassword_IsRefusedWithoutShowingIt()
    {
        await using var setup = await Setup.StartAsync();
        using var client = setup.Client(Credential.Of("alice", "not-the-password"));

        var failure = await Samples.FailsAsync(() => Samples.PushImageAsync(client, setup.Repository, "v1", s_layer), RegistryOutcome.Unauthorized);

        Assert.Contains("does not accept the credentials of alice", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_WithAnIdentityToken_Works()
    {
        await using var setup = await Setup.StartAsync();
        using var client = setup.Client(Credential.Of(Credential.TokenUser, setup.Tokens.IdentityToken));

        await Samples.PushImageAsync(client, setup.Repository, "v1", s_layer);

        Assert.All(setup.Tokens.Requests, r => Assert.Equal("POST", r.Method));
        Assert.All(setup.Tokens.Requests, r => Assert.Null(r["Authorization"]));
    }

    [Fact]
    public async Task Login_AsksForAnIdentityTokenToSave()
    {
        await using var setup = await Setup.StartAsync();
        using var client = Samples.Client();

        var saved = await client.LoginAsync(setup.Registry.Host, Credential.Of(setup.Tokens.User, setup.Tokens.Password));

        Assert.Equal(new Credential { User = "alice", IdentityToken = setup.Tokens.IdentityToken }, saved);
        Assert.Equal("alice", saved.ToString());
        using var later = setup.Client(saved);
        await Samples.PushImageAsync(later, setup.Repository, "v1", s_layer);
    }

    [Fact]
    public async Task Login_WithAWrongPassword_Fails()
    {
        await using var setup = await Setup.StartAsync();
        using var client = Samples.Client();

        await Samples.FailsAsync(() => client.LoginAsync(setup.Registry.Host, Credential.Of("alice", "wrong")), RegistryOutcome.Unauthorized);
    }

    [Fact]
    public async Task Token_IsFetchedOnceForManyRequestsAtTheSameTime()
    {
        await using var setup = await Setup.StartAsync();
        using var owner = setup.Client();
        await Samples.PushImageAsync(owner, setup.Repository, "v1", s_layer);
        using var client = Samples.Client();
        var before = setup.Tokens.Requests.Count();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ResolveAsync(setup.Repository, "v1")));

        Assert.Equal(1, setup.Tokens.Requests.Count() - before);
    }

    [Fact]
    public async Task Token_ThatTheRegistryFindsExpired_IsRenewedOnce()
    {
        await using var setup = await Setup.StartAsync();
        using var owner = setup.Client();
        var pushed = await Samples.PushImageAsync(owner, setup.Repository, "v1", s_layer);
        // The registry allows a minute of clock skew.
        setup.Tokens.Lifetime = TimeSpan.FromMinutes(-5);
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(setup.Repository, "v1"), RegistryOutcome.Unauthorized);
        setup.Tokens.Lifetime = TimeSpan.FromMinutes(5);

        // The expired token is still remembered: the 401 has it replaced.
        Assert.Equal(pushed, (await client.ResolveAsync(setup.Repository, "v1")).Descriptor);
        Assert.DoesNotContain("Bearer ey", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task TokenServer_ThatFailsInPassing_IsAskedAgain(int status)
    {
        await using var setup = await Setup.StartAsync();
        var fail = FaultProxy.First(2);
        setup.Tokens.Before = _ => fail() ? RawResponse.Text(status, "text/plain", "later") : null;
        using var client = setup.Client();

        await Samples.PushImageAsync(client, setup.Repository, "v1", s_layer);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"a\r\nX-Injected: 1"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task TokenServer_WithAMalformedAnswer_IsReported(string answer)
    {
        await using var setup = await Setup.StartAsync();
        setup.Tokens.Before = _ => RawResponse.Text(200, "application/json", answer);
        using var client = setup.Client();

        await Samples.FailsAsync(() => client.ResolveAsync(setup.Repository, "v1"), RegistryOutcome.Protocol);
    }

    [Fact]
    public async Task Mount_AcrossRepositories_AsksForBothScopes()
    {
        await using var setup = await Setup.StartAsync();
        using var client = setup.Client();
        await Samples.PushImageAsync(client, setup.Repository, "v1", s_layer);
        var target = new RepositoryName(setup.Registry.Host, "test/target");

        var result = await client.PushBlobAsync(target, Samples.Blob(s_layer), () => throw new InvalidOperationException("opened"), setup.Repository);

        Assert.Equal(BlobPushResult.Mounted, result);
        Assert.Contains(setup.Tokens.Requests, r => r.QueryAll("scope").SequenceEqual(["repository:test/target:pull,push", "repository:test/auth:pull"]));
    }

    [Fact]
    public async Task RegistryToken_IsSentAsItIs()
    {
        await using var server = new RawHttpServer(r => r["Authorization"] == "Bearer as-it-is"
            ? RawResponse.Text(200, "application/json", """{"tags":["x"]}""")
            : new RawResponse(401) { Headers = [("WWW-Authenticate", "Bearer realm=\"http://127.0.0.1:1/never\"")] });
        using var client = Samples.Client(o => o with { Credentials = new FixedCredentials(new Credential { RegistryToken = "as-it-is" }) });

        await foreach (var tag in client.ListTagsAsync(new RepositoryName(server.Host, "x")))
        {
            Assert.Equal("x", tag);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://192.0.2.1/token")]
    [InlineData("ftp://127.0.0.1/token")]
    [InlineData("https://user:word@127.0.0.1/token")]
    [InlineData("token")]
    [InlineData("")]
    public async Task Realm_ThatIsNotSafe_GetsNoCredentials(string realm)
    {
        await using var server = new RawHttpServer(_ => new RawResponse(401) { Headers = [("WWW-Authenticate", $"Bearer realm=\"{realm}\",service=\"x\"")] });
        using var client = Samples.Client(o => o with { Credentials = new FixedCredentials(Credential.Of("alice", "pässword")) });

        await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), RegistryOutcome.Protocol);
    }

    [Fact]
    public async Task Realm_ThatLeadsFromTlsToLoopbackWithout_GetsNoCredentials()
    {
        using var certificate = TestCertificate.WithEcKey();
        await using var victim = new RawHttpServer(_ => RawResponse.Text(200, "application/json", """{"token":"x"}"""));
        await using var server = new RawHttpServer(
            _ => new RawResponse(401) { Headers = [("WWW-Authenticate", $"Bearer realm=\"{victim.Url}/token\"")] }, certificate);
        using var client = Samples.Client(o => o with { InsecureHosts = [server.Host], Credentials = new FixedCredentials(Credential.Of("alice", "pässword")) });

        await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), RegistryOutcome.Protocol);

        Assert.Empty(victim.Requests);
    }

    [Fact]
    public async Task TokenServer_ThatRedirects_GetsTheCredentialsToNoOtherHost()
    {
        await using var thief = new RawHttpServer(_ => RawResponse.Text(200, "application/json", """{"token":"x"}"""));
        await using var setup = await Setup.StartAsync();
        setup.Tokens.Before = _ => new RawResponse(307) { Headers = [("Location", $"{thief.Url}/token")] };
        using var byPassword = setup.Client();
        using var byToken = setup.Client(Credential.Of(Credential.TokenUser, setup.Tokens.IdentityToken));

        await Assert.ThrowsAsync<RegistryException>(() => byPassword.ResolveAsync(setup.Repository, "v1"));
        await Assert.ThrowsAsync<RegistryException>(() => byToken.ResolveAsync(setup.Repository, "v1"));

        Assert.All(thief.Requests, r => Assert.Null(r["Authorization"]));
        Assert.DoesNotContain(thief.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task Errors_ThatEchoSecrets_AreScrubbed()
    {
        await using var server = new RawHttpServer(r => r["Authorization"] is { } sent
            ? RawResponse.Text(403, "application/json", $$"""{"errors":[{"code":"DENIED","message":"you sent {{sent}} = hunter2-secret \u001b[31m"}]}""")
            : new RawResponse(401) { Headers = [("WWW-Authenticate", "Basic realm=\"x\"")] });
        using var client = Samples.Client(o => o with { Credentials = new FixedCredentials(Credential.Of("alice", "hunter2-secret")) });

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), RegistryOutcome.Denied);

        Assert.Contains("you sent Basic *** = ***", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:hunter2-secret")), failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failure.Message);
        Assert.DoesNotContain("hunter2", failure.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Basic_WithARealRegistry_WorksAndFails()
    {
        using var registry = await LocalRegistry.StartAsync(new LocalRegistryOptions { Basic = ("alice", "pa:ss/wörd") });
        var repository = new RepositoryName(registry.Host, "test/basic");
        using var client = Samples.Client(o => o with { Credentials = new FixedCredentials(Credential.Of("alice", "pa:ss/wörd")) });
        using var wrong = Samples.Client(o => o with { Credentials = new FixedCredentials(Credential.Of("alice", "wrong")) });
        using var anonymous = Samples.Client();

        await Samples.PushImageAsync(client, repository, "v1", s_layer);

        Assert.Equal(s_layer, await Samples.PullAsync(client, repository, Samples.Blob(s_layer)));
        await Samples.FailsAsync(() => wrong.ResolveAsync(repository, "v1"), RegistryOutcome.Unauthorized);
        await Samples.FailsAsync(() => anonymous.ResolveAsync(repository, "v1"), RegistryOutcome.Unauthorized);
        var credential = Credential.Of("alice", "pa:ss/wörd");
        Assert.Same(credential, await anonymous.LoginAsync(registry.Host, credential));
        await Samples.FailsAsync(() => anonymous.LoginAsync(registry.Host, Credential.Of("alice", "wrong")), RegistryOutcome.Unauthorized);
    }

    private sealed class Setup : IAsyncDisposable
    {
        private Setup(TestCertificate signer, TokenServer tokens, LocalRegistry registry) =>
            (Signer, Tokens, Registry) = (signer, tokens, registry);

        public TestCertificate Signer { get; }

        public TokenServer Tokens { get; }

        public LocalRegistry Registry { get; }

        public RepositoryName Repository => new(Registry.Host, "test/auth");

        public static async Task<Setup> StartAsync(bool rsa = false)
        {
            var signer = rsa ? TestCertificate.WithRsaKey() : TestCertificate.WithEcKey();
            var tokens = new TokenServer(signer);
            return new Setup(signer, tokens, await LocalRegistry.StartAsync(new LocalRegistryOptions { Tokens = tokens }));
        }

        public RegistryClient Client(Credential? credential = null) => Samples.Client(o => o with
        {
            Credentials = new FixedCredentials(credential ?? Credential.Of(Tokens.User, Tokens.Password)),
        });

        public async ValueTask DisposeAsync()
        {
            Registry.Dispose();
            await Tokens.DisposeAsync();
            Signer.Dispose();
        }
    }
}
