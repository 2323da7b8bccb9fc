using System.Text;
using Drydock.Oci;
using Drydock.Testing;

namespace Drydock.Registry.Tests;

public sealed class RegistryClientPullTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    [Fact]
    public async Task Resolve_ByTagAndByDigest_GivesTheBytesThatWerePushed()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var pushed = await Samples.PushImageAsync(client, repository, "v1", Samples.Bytes(1000));

        var byTag = await client.ResolveAsync(repository, "v1");
        var byDigest = await client.ResolveAsync(repository, pushed.Digest);
        var byReference = await client.ResolveAsync(Reference.Parse($"{repository}:v1"));

        Assert.Equal(pushed, byTag.Descriptor);
        Assert.Equal(pushed, byDigest.Descriptor);
        Assert.Equal(pushed, byReference.Descriptor);
        Assert.Equal(pushed.Digest, Digest.OfBytes(byTag.Bytes));
        Assert.Equal(1000, byTag.AsManifest().Layers[0].Size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task OpenBlob_OfAnySize_GivesTheBytes(int size)
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var content = Samples.Bytes(size);
        await client.PushBlobAsync(repository, Samples.Blob(content), () => new MemoryStream(content));
        var received = 0L;

        await using var stream = await client.OpenBlobAsync(repository, Samples.Blob(content), new Listener(n => received = n));

        Assert.Equal(content, await Samples.ReadAllAsync(stream));
        Assert.Equal(size, received);
    }

    [Fact]
    public async Task OpenBlob_ReadSynchronously_GivesTheBytes()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var content = Samples.Bytes(500_000);
        await client.PushBlobAsync(repository, Samples.Blob(content), () => new MemoryStream(content));

        using var stream = await client.OpenBlobAsync(repository, Samples.Blob(content));
        using var memory = new MemoryStream();
#pragma warning disable CA1849 // The synchronous way is what is tested.
        stream.CopyTo(memory);
#pragma warning restore CA1849

        Assert.Equal(content, memory.ToArray());
    }

    [Fact]
    public async Task Resolve_UnknownTag_SaysSoInOneSentence()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        await Samples.PushImageAsync(client, repository, "v1", Samples.Bytes(10));

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(repository, "v2"), RegistryOutcome.NotFound);

        Assert.Equal(404, failure.Status);
        Assert.Equal("MANIFEST_UNKNOWN", Assert.Single(failure.Errors).Code);
        Assert.Equal(
            $"cannot pull {repository}:v2: it does not exist (GET http://{fixture.Host}/v2/{repository.Path}/manifests/v2: 404, MANIFEST_UNKNOWN: manifest unknown); check the name, the tag and the registry",
            failure.Message);
    }

    [Fact]
    public async Task OpenBlob_WithAWrongSizeInTheDescriptor_Fails()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var content = Samples.Bytes(1000);
        await client.PushBlobAsync(repository, Samples.Blob(content), () => new MemoryStream(content));

        await Samples.FailsAsync(() => client.OpenBlobAsync(repository, Samples.Blob(content) with { Size = 999 }), RegistryOutcome.SizeMismatch);
    }

    [Fact]
    public async Task ListTags_MoreThanAPage_ListsAll()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var manifest = (await client.ResolveAsync(repository, (await Samples.PushImageAsync(client, repository, "t0", Samples.Bytes(10))).Digest)).Bytes;
        for (var i = 1; i < 5; i++)
        {
            await client.PushManifestAsync(repository, $"t{i}", MediaTypes.OciManifest, manifest);
        }

        await using var proxy = new FaultProxy(fixture.Host)
        {
            // A small page, as a registry with a limit of its own gives.
            After = (request, response) => request.Path.EndsWith("/tags/list", StringComparison.Ordinal) ? Page(request, response) : response,
        };

        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], (await TagsAsync(client, repository)).Order());
        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], (await TagsAsync(client, new RepositoryName(proxy.Host, repository.Path))).Order());
        Assert.Equal(3, proxy.Requests.Count(r => r.Path.EndsWith("/tags/list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ListTags_OfALinkInACircle_Ends()
    {
        await using var server = new RawHttpServer(request => RawResponse.Text(200, "application/json", """{"tags":["a"]}""") with
        {
            Headers = [("Link", "</v2/x/tags/list?n=1000>; rel=\"next\"")],
        });
        using var client = Samples.Client();

        await Samples.FailsAsync(() => TagsAsync(client, new RepositoryName(server.Host, "x")), RegistryOutcome.Protocol);
    }

    [Fact]
    public async Task DeleteManifest_ThenResolve_FindsNothing()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var pushed = await Samples.PushImageAsync(client, repository, "v1", Samples.Bytes(10));

        await client.DeleteManifestAsync(repository, pushed.Digest);

        await Samples.FailsAsync(() => client.ResolveAsync(repository, "v1"), RegistryOutcome.NotFound);
        await Samples.FailsAsync(() => client.DeleteManifestAsync(repository, pushed.Digest), RegistryOutcome.NotFound);
    }

    [Fact]
    public async Task ListReferrers_OfARegistryWithoutThem_ReadsTheTaggedIndex()
    {
        using var client = Samples.Client();
        var repository = fixture.NewRepository();
        var subject = await Samples.PushImageAsync(client, repository, "v1", Samples.Bytes(10));
        Assert.Empty(await client.ListReferrersAsync(repository, subject.Digest));

        var referrer = await Samples.PushImageAsync(client, repository, null, Samples.Bytes(11)) with { ArtifactType = "application/x-sbom" };
        var index = OciJson.Serialize(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [referrer] });
        await client.PushManifestAsync(repository, $"sha256-{subject.Digest.Hex}", MediaTypes.OciIndex, index);

        Assert.Equal([referrer.Digest], (await client.ListReferrersAsync(repository, subject.Digest)).Select(d => d.Digest));
        Assert.Single(await client.ListReferrersAsync(repository, subject.Digest, "application/x-sbom"));
        Assert.Empty(await client.ListReferrersAsync(repository, subject.Digest, "application/x-other"));
    }

    [Fact]
    public async Task ListReferrers_OfARegistryWithThem_AsksIt()
    {
        var digest = Digest.OfBytes("x"u8);
        var index = OciJson.Serialize(new ImageIndex
        {
            Manifests =
            [
                new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = 1, ArtifactType = "a/b" },
                new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = 1, ArtifactType = "c/d" },
            ],
        });
        await using var server = new RawHttpServer(request => request.Path == $"/v2/x/referrers/{digest}"
            ? new RawResponse(200) { Body = index, Headers = [("Content-Type", MediaTypes.OciIndex)] }
            : RawResponse.Text(200, "text/plain", ""));
        using var client = Samples.Client();

        Assert.Equal(2, (await client.ListReferrersAsync(new RepositoryName(server.Host, "x"), digest)).Count);
        Assert.Single(await client.ListReferrersAsync(new RepositoryName(server.Host, "x"), digest, "c/d"));
        Assert.Contains(server.Requests, r => r.Query("artifactType") == "c/d");
    }

    [Fact]
    public async Task EveryRequest_NamesTheProgram()
    {
        await using var proxy = new FaultProxy(fixture.Host);
        using var client = Samples.Client();

        await client.BlobExistsAsync(fixture.NewRepository(proxy.Host), Digest.OfBytes([]));

        Assert.NotEmpty(proxy.Requests);
        Assert.All(proxy.Requests, r => Assert.Matches("^drydock/[0-9.]+$", r["User-Agent"]));
    }

    private static async Task<List<string>> TagsAsync(RegistryClient client, RepositoryName repository)
    {
        var tags = new List<string>();
        await foreach (var tag in client.ListTagsAsync(repository))
        {
            tags.Add(tag);
        }

        return tags;
    }

    private static RawResponse Page(RawRequest request, RawResponse response)
    {
        var all = Encoding.UTF8.GetString(response.Body).Split('[')[1].Split(']')[0].Split(',').Select(t => t.Trim('"')).ToList();
        var from = request.Query("last") is { } last ? all.IndexOf(last) + 1 : 0;
        var page = all.Skip(from).Take(2).ToList();
        var body = $$"""{"name":"x","tags":["{{string.Join("\",\"", page)}}"]}""";
        var answer = RawResponse.Text(200, "application/json", body);
        if (from + 2 < all.Count)
        {
            answer.Headers.Add(("Link", $"<{request.Path}?n=2&last={page[^1]}>; rel=\"next\""));
        }

        return answer with { Headers = answer.Headers };
    }

    private sealed class Listener(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
