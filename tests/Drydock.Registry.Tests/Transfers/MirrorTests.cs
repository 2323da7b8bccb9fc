using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Transfers;

public sealed class MirrorTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private static readonly byte[] s_layer = Samples.Bytes(400_000);

    private readonly List<RegistryEvent> _events = [];

    [Fact]
    public async Task Pull_OfDockerHub_ComesFromItsMirror()
    {
        var (repository, pushed) = await PushAsync();
        using var client = Client("docker.io", fixture.Host);
        var hub = new RepositoryName("docker.io", repository.Path);

        Assert.Equal(pushed, (await client.ResolveAsync(hub, "v1")).Descriptor);
        Assert.Equal(s_layer, await Samples.PullAsync(client, hub, Samples.Blob(s_layer)));
        Assert.Empty(_events);
    }

    [Fact]
    public async Task Pull_WithAMirrorUnderAPath_AsksThere()
    {
        var (repository, pushed) = await PushAsync();
        using var client = Client("docker.io", $"{fixture.Host}/test");

        Assert.Equal(pushed, (await client.ResolveAsync(new RepositoryName("docker.io", repository.Path[5..]), "v1")).Descriptor);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Pull_WithAMirrorThatFails_GoesToTheRegistry(int status)
    {
        var (repository, pushed) = await PushAsync();
        await using var mirror = new RawHttpServer(_ => new RawResponse(status));
        using var client = Client(fixture.Host, mirror.Host);

        Assert.Equal(pushed, (await client.ResolveAsync(repository, "v1")).Descriptor);
        Assert.Equal(s_layer, await Samples.PullAsync(client, repository, Samples.Blob(s_layer)));

        Assert.Equal(2, _events.OfType<MirrorSkipped>().Count());
        Assert.NotEmpty(mirror.Requests);
    }

    [Fact]
    public async Task Pull_WithAMirrorThatIsDown_AsksItOnce()
    {
        var (repository, _) = await PushAsync();
        using var client = Client(fixture.Host, $"127.0.0.1:{Ports.Free()}");

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(s_layer, await Samples.PullAsync(client, repository, Samples.Blob(s_layer)));
        }

        Assert.Single(_events.OfType<MirrorSkipped>());
    }

    [Fact]
    public async Task Resolve_WithAMirrorThatLies_GoesToTheRegistry()
    {
        var (repository, pushed) = await PushAsync();
        await using var mirror = new RawHttpServer(_ => new RawResponse(200) { Body = "{}"u8.ToArray(), Headers = [("Content-Type", MediaTypes.OciManifest)] });
        using var client = Client(fixture.Host, mirror.Host);

        Assert.Equal(pushed, (await client.ResolveAsync(repository, pushed.Digest)).Descriptor);
        Assert.Single(_events.OfType<MirrorSkipped>());
    }

    [Fact]
    public async Task OpenBlob_WithAMirrorThatBreaks_GoesOnAtTheRegistry()
    {
        var (repository, _) = await PushAsync();
        await using var mirror = new FaultProxy(fixture.Host)
        {
            After = (r, response) => r["Range"] is null ? response with { CutAfter = 100_000 } : response with { CutAfter = 0 },
        };
        await using var origin = new FaultProxy(fixture.Host);
        using var client = Client(origin.Host, mirror.Host);

        Assert.Equal(s_layer, await Samples.PullAsync(client, new RepositoryName(origin.Host, repository.Path), Samples.Blob(s_layer)));

        Assert.Equal("bytes=100000-", Assert.Single(origin.Requests)["Range"]);
    }

    [Fact]
    public async Task Push_WithAMirror_GoesToTheRegistry()
    {
        await using var mirror = new RawHttpServer(_ => new RawResponse(500));
        using var client = Client(fixture.Host, mirror.Host);

        await Samples.PushImageAsync(client, fixture.NewRepository(), "v1", s_layer);

        Assert.Empty(mirror.Requests);
    }

    [Fact]
    public async Task Pull_FromAMirror_LooksForTheMirrorsOwnCredentials()
    {
        var credentials = new FixedCredentials(Credential.Of("alice", "pässword"));
        await using var mirror = new RawHttpServer(_ => new RawResponse(401) { Headers = [("WWW-Authenticate", "Basic realm=\"x\"")] });
        using var client = Samples.Client(o => o with
        {
            Credentials = credentials,
            Rules = RegistryConfiguration.ParseMirrors($"{fixture.Host}={mirror.Host}"),
        });
        var (repository, _) = await PushAsync();

        await client.ResolveAsync(repository, "v1");

        Assert.Equal([(mirror.Host, repository.Path)], credentials.Asked);
    }

    private async Task<(RepositoryName Repository, Descriptor Manifest)> PushAsync()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        return (repository, await Samples.PushImageAsync(client, repository, "v1", s_layer));
    }

    private RegistryClient Client(string host, string mirror) => Samples.Client(o => o with
    {
        OnEvent = e =>
        {
            if (e is MirrorSkipped)
            {
                _events.Add(e);
            }
        },
        Rules = RegistryConfiguration.ParseMirrors($"{host}={mirror}"),
    });
}
