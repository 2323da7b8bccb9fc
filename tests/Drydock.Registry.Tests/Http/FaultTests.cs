using System.Diagnostics;
using System.Globalization;
using Drydock.Oci;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Http;

/// <summary>Whatever goes wrong on the way: the right bytes arrive, or one clear message does.</summary>
public sealed class FaultTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    [Theory]
    [InlineData(429, null)]
    [InlineData(429, "0")]
    [InlineData(429, "1")]
    [InlineData(500, null)]
    [InlineData(502, null)]
    [InlineData(503, "0")]
    [InlineData(408, null)]
    public async Task Pull_AfterPassingFailures_Succeeds(int status, string? retryAfter)
    {
        var (repository, manifest, layer) = await PushAsync();
        await using var proxy = new FaultProxy(fixture.Host);
        var (failManifest, failBlob) = (FaultProxy.First(2), FaultProxy.First(2));
        proxy.Before = r => (r.Path.Contains("/manifests/", StringComparison.Ordinal) && failManifest()) || (r.Path.Contains("/blobs/", StringComparison.Ordinal) && failBlob())
            ? Failure(status, retryAfter)
            : null;
        var events = new List<RegistryEvent>();
        using var client = Samples.Client(o => o with { OnEvent = events.Add });
        var behind = new RepositoryName(proxy.Host, repository.Path);
        var watch = Stopwatch.StartNew();

        Assert.Equal(manifest, (await client.ResolveAsync(behind, "v1")).Descriptor);
        Assert.Equal(layer, await Samples.PullAsync(client, behind, Samples.Blob(layer)));

        Assert.Equal(4, events.OfType<RequestRetried>().Count());
        Assert.Matches(@"^\[retry\] 127\.0\.0\.1:\d+: cannot pull .* \(GET .*: \d+, X: injected\); again in \d+\.\d s$", events[0].ToString());
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(4 * int.Parse(retryAfter ?? "0", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(429, RegistryOutcome.TooManyRequests)]
    [InlineData(500, RegistryOutcome.ServerError)]
    [InlineData(503, RegistryOutcome.ServerError)]
    public async Task Pull_OfALastingFailure_EndsAfterTheAttemptsThatAreAllowed(int status, RegistryOutcome outcome)
    {
        await using var server = new RawHttpServer(_ => Failure(status, null));
        using var client = Samples.Client(o => o with { Retry = Samples.FastRetry with { MaxAttempts = 3 } });

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), outcome);

        Assert.Equal(status, failure.Status);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_WhenAskedToWaitTooLong_FailsAtOnceAndSaysHowLong(bool asDate)
    {
        var value = asDate ? TimeProvider.System.GetUtcNow().AddHours(1).ToString("R", CultureInfo.InvariantCulture) : "3600";
        await using var server = new RawHttpServer(_ => Failure(429, value));
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), RegistryOutcome.TooManyRequests);

        Assert.Matches("wants us to wait 3[56][0-9][0-9] s", failure.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(999_999)]
    public async Task OpenBlob_CutTwice_GoesOnWhereItStopped(int cutAfter)
    {
        var (repository, _, layer) = await PushAsync(1_000_000);
        await using var proxy = new FaultProxy(fixture.Host);
        var cut = FaultProxy.First(2);
        proxy.After = (r, response) => IsBlob(r) && cut() ? response with { CutAfter = cutAfter } : response;
        var events = new List<RegistryEvent>();
        using var client = Samples.Client(o => o with { OnEvent = events.Add });

        Assert.Equal(layer, await Samples.PullAsync(client, new RepositoryName(proxy.Host, repository.Path), Samples.Blob(layer)));

        // What is left after the first break may be too short to be cut again.
        Assert.Equal(cutAfter < 500_000 ? 2 : 1, events.OfType<DownloadResumed>().Count());
        if (cutAfter > 0)
        {
            Assert.Contains(proxy.Requests, r => r["Range"] == $"bytes={cutAfter}-");
        }
    }

    [Fact]
    public async Task OpenBlob_CutBeforeAServerWithoutRanges_StillGivesTheBytes()
    {
        var layer = Samples.Bytes(300_000);
        var cut = FaultProxy.First(2);
        await using var server = new RawHttpServer(_ => new RawResponse(200) { Body = layer, CutAfter = cut() ? 200_000 : null });
        using var client = Samples.Client();

        Assert.Equal(layer, await Samples.PullAsync(client, new RepositoryName(server.Host, "x"), Samples.Blob(layer)));
    }

    [Fact]
    public async Task OpenBlob_ThatAlwaysBreaks_EndsWithOneMessage()
    {
        var (repository, _, layer) = await PushAsync(1_000_000);
        await using var proxy = new FaultProxy(fixture.Host) { After = (r, response) => IsBlob(r) ? response with { CutAfter = 10 } : response };
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(
            () => Samples.PullAsync(client, new RepositoryName(proxy.Host, repository.Path), Samples.Blob(layer)), RegistryOutcome.Unreachable);

        Assert.Contains("the connection broke", failure.Message, StringComparison.Ordinal);
        Assert.InRange(proxy.Requests.Count(IsBlob), 4, 10);
    }

    [Fact]
    public async Task OpenBlob_ThatStalls_IsAskedForAgain()
    {
        var (repository, _, layer) = await PushAsync(1_000_000);
        await using var proxy = new FaultProxy(fixture.Host);
        var stall = FaultProxy.First(1);
        proxy.After = (r, response) => IsBlob(r) && stall() ? response with { StallAfter = 400_000 } : response;
        using var client = Samples.Client(o => o with { StallTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.Equal(layer, await Samples.PullAsync(client, new RepositoryName(proxy.Host, repository.Path), Samples.Blob(layer)));
    }

    [Fact]
    public async Task Resolve_FromAServerThatNeverAnswers_TimesOut()
    {
        await using var server = new RawHttpServer(_ => new RawResponse(200) { Body = [1], StallAfter = 0 });
        using var client = Samples.Client(o => o with { StallTimeout = TimeSpan.FromMilliseconds(200), Retry = Samples.FastRetry with { MaxAttempts = 2 } });

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), RegistryOutcome.Unreachable);

        Assert.Contains("nothing moved for", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenBlob_WithWrongBytes_FailsBeforeTheLastBlock()
    {
        var (repository, _, layer) = await PushAsync(1_000_000);
        await using var proxy = new FaultProxy(fixture.Host)
        {
            After = (r, response) =>
            {
                if (IsBlob(r))
                {
                    response.Body[500_000] ^= 1;
                }

                return response;
            },
        };
        using var client = Samples.Client();
        await using var stream = await client.OpenBlobAsync(new RepositoryName(proxy.Host, repository.Path), Samples.Blob(layer));
        using var received = new MemoryStream();

        await Samples.FailsAsync(() => stream.CopyToAsync(received), RegistryOutcome.DigestMismatch);

        Assert.True(received.Length < layer.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task OpenBlob_WithAnotherLength_Fails(int difference)
    {
        var (repository, _, layer) = await PushAsync(1_000_000);
        await using var proxy = new FaultProxy(fixture.Host)
        {
            After = (r, response) => IsBlob(r) ? response with { Body = [.. response.Body, 0], DeclaredLength = response.Body.Length + difference } : response,
        };
        using var client = Samples.Client();

        await Samples.FailsAsync(
            () => Samples.PullAsync(client, new RepositoryName(proxy.Host, repository.Path), Samples.Blob(layer)), RegistryOutcome.SizeMismatch);
    }

    [Fact]
    public async Task OpenBlob_WithALyingRange_Fails()
    {
        var layer = Samples.Bytes(300_000);
        await using var server = new RawHttpServer(r => r["Range"] is null
            ? new RawResponse(200) { Body = layer, CutAfter = 100_000 }
            : new RawResponse(206) { Body = layer[50_000..], Headers = [("Content-Range", "bytes 50000-299999/300000")] });
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(() => Samples.PullAsync(client, new RepositoryName(server.Host, "x"), Samples.Blob(layer)), RegistryOutcome.Protocol);

        Assert.Contains("asked for the bytes from 100000", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000", RegistryOutcome.DigestMismatch)]
    [InlineData("md5:00", RegistryOutcome.Protocol)]
    public async Task Resolve_WithALyingDigestHeader_Fails(string digest, RegistryOutcome outcome)
    {
        var (repository, _, _) = await PushAsync();
        await using var proxy = new FaultProxy(fixture.Host)
        {
            After = (_, response) => response with
            {
                Headers = [.. response.Headers.Where(h => h.Name != "Docker-Content-Digest"), ("Docker-Content-Digest", digest)],
            },
        };
        using var client = Samples.Client();

        await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(proxy.Host, repository.Path), "v1"), outcome);
    }

    [Fact]
    public async Task Resolve_ByDigestOfOtherContent_Fails()
    {
        var (repository, manifest, _) = await PushAsync();
        var (_, other, _) = await PushAsync(seed: 9);
        using var client = Samples.Client();
        var otherBytes = File.ReadAllBytes(fixture.Registry.BlobFile(other.Digest.Hex));
        await using var proxy = new FaultProxy(fixture.Host)
        {
            After = (_, response) => response with { Body = otherBytes, Headers = [("Content-Type", MediaTypes.OciManifest)] },
        };

        await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(proxy.Host, repository.Path), manifest.Digest), RegistryOutcome.DigestMismatch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolve_OfAManifestLargerThanAllowed_ReadsNoMore(bool announced)
    {
        var body = new byte[OciJson.MaxDocumentBytes + 1];
        await using var server = new RawHttpServer(_ => new RawResponse(200)
        {
            Body = body,
            Headers = announced ? [("Content-Type", MediaTypes.OciManifest)] : [("Content-Type", MediaTypes.OciManifest), ("Content-Length", "4194305")],
        });
        using var client = Samples.Client();

        await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1"), RegistryOutcome.TooLarge);
    }

    [Fact]
    public async Task Resolve_OfAHostThatRefuses_SaysSo()
    {
        using var client = Samples.Client();
        var host = $"127.0.0.1:{Ports.Free()}";

        var failure = await Samples.FailsAsync(() => client.ResolveAsync(new RepositoryName(host, "x"), "v1"), RegistryOutcome.Unreachable);

        Assert.StartsWith($"cannot pull {host}/x:v1: the connection was refused (GET http://{host}/v2/x/manifests/v1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Push_AfterPassingFailures_Succeeds(int status)
    {
        await using var proxy = new FaultProxy(fixture.Host);
        var repository = fixture.NewRepository(proxy.Host);
        var failed = new HashSet<string>();
        // The first request of each kind fails.
        proxy.Before = r => failed.Add($"{r.Method} {(r.Path.Contains("/uploads/", StringComparison.Ordinal) ? "upload" : r.Path)}") ? Failure(status, null) : null;
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = 1000, ChunkSizeBytes = 200_000 });

        var layer = Samples.Bytes(700_000, 3);
        var pushed = await Samples.PushImageAsync(client, repository, "v1", layer);

        Assert.Equal(pushed, (await client.ResolveAsync(repository, "v1")).Descriptor);
        Assert.Equal(layer, await Samples.PullAsync(client, repository, Samples.Blob(layer)));
        Assert.Contains(failed, f => f == "PATCH upload");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    [InlineData(199_999)]
    public async Task PushBlob_CutInAPart_GoesOnWhereTheRegistryIs(int cutAfter)
    {
        await using var proxy = new FaultProxy(fixture.Host);
        var repository = fixture.NewRepository(proxy.Host);
        var (number, cut) = (0, FaultProxy.First(2));
        proxy.CutRequest = r => r.Method == "PATCH" && Interlocked.Increment(ref number) > 1 && cut() ? cutAfter : null;
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = 1000, ChunkSizeBytes = 200_000 });
        var layer = Samples.Bytes(1_000_000, 4);

        await client.PushBlobAsync(repository, Samples.Blob(layer), () => new MemoryStream(layer));

        Assert.Equal(layer, await Samples.PullAsync(client, repository, Samples.Blob(layer)));
        Assert.Contains(proxy.Requests, r => r.Method == "GET" && r.Path.Contains("/uploads/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PushBlob_CutInOneRequest_BeginsAnew()
    {
        await using var proxy = new FaultProxy(fixture.Host);
        var repository = fixture.NewRepository(proxy.Host);
        var cut = FaultProxy.First(1);
        proxy.CutRequest = r => r.Method == "PUT" && cut() ? 50_000 : null;
        using var client = Samples.Client();
        var layer = Samples.Bytes(100_000, 5);

        await client.PushBlobAsync(repository, Samples.Blob(layer), () => new MemoryStream(layer));

        Assert.Equal(layer, await Samples.PullAsync(client, repository, Samples.Blob(layer)));
    }

    [Fact]
    public async Task PushBlob_WhoseLastAnswerIsLost_IsFoundComplete()
    {
        await using var proxy = new FaultProxy(fixture.Host);
        var repository = fixture.NewRepository(proxy.Host);
        var lose = FaultProxy.First(1);
        proxy.After = (r, response) => r.Method == "PUT" && lose() ? Failure(502, null) : response;
        using var client = Samples.Client();
        var layer = Samples.Bytes(100_000, 6);

        await client.PushBlobAsync(repository, Samples.Blob(layer), () => new MemoryStream(layer));

        Assert.Single(proxy.Requests, r => r.Method == "PUT");
        Assert.Equal(layer, await Samples.PullAsync(client, repository, Samples.Blob(layer)));
    }

    [Fact]
    public async Task PushBlob_WhoseSessionIsLost_BeginsAnew()
    {
        await using var proxy = new FaultProxy(fixture.Host);
        var repository = fixture.NewRepository(proxy.Host);
        var (lose, number) = (FaultProxy.First(2), 0);
        proxy.Before = r => r.Path.Contains("/uploads/", StringComparison.Ordinal) && r.Method is "PATCH" or "GET" && Interlocked.Increment(ref number) > 1 && lose()
            ? RawResponse.Text(404, "application/json", """{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}""")
            : null;
        using var client = Samples.Client(o => o with { MonolithicLimitBytes = 1000, ChunkSizeBytes = 200_000 });
        var layer = Samples.Bytes(700_000, 8);

        await client.PushBlobAsync(repository, Samples.Blob(layer), () => new MemoryStream(layer));

        Assert.Equal(layer, await Samples.PullAsync(client, repository, Samples.Blob(layer)));
        Assert.Equal(2, proxy.Requests.Count(r => r.Method == "POST"));
    }

    [Fact]
    public async Task PushBlob_DamagedOnTheWay_Fails()
    {
        await using var upstream = new FaultProxy(fixture.Host);
        var layer = Samples.Bytes(100_000, 10);
        upstream.Before = r => r.Method == "PUT" ? RawResponse.Text(400, "application/json", """{"errors":[{"code":"DIGEST_INVALID","message":"no match"}]}""") : null;
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(
            () => client.PushBlobAsync(fixture.NewRepository(upstream.Host), Samples.Blob(layer), () => new MemoryStream(layer)), RegistryOutcome.DigestMismatch);

        Assert.Contains("received other bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_StopsRetriesAtOnce()
    {
        await using var server = new RawHttpServer(_ => Failure(503, "60"));
        using var client = Samples.Client();
        using var cancel = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ResolveAsync(new RepositoryName(server.Host, "x"), "v1", cancel.Token));
    }

    private static bool IsBlob(RawRequest request) => request.Method == "GET" && request.Path.Contains("/blobs/sha256:", StringComparison.Ordinal);

    private static RawResponse Failure(int status, string? retryAfter)
    {
        var response = RawResponse.Text(status, "application/json", """{"errors":[{"code":"X","message":"injected"}]}""");
        return retryAfter is null ? response : response with { Headers = [.. response.Headers, ("Retry-After", retryAfter)] };
    }

    private async Task<(RepositoryName Repository, Descriptor Manifest, byte[] Layer)> PushAsync(int size = 10_000, int seed = 1)
    {
        using var client = Samples.Client();
        var (repository, layer) = (fixture.NewRepository(), Samples.Bytes(size, seed));
        return (repository, await Samples.PushImageAsync(client, repository, "v1", layer), layer);
    }
}
