using System.Collections.Concurrent;
using System.Text;

namespace Drydock.EndToEnd;

/// <summary>Two machines, each a store of its own, that share what they built. Needs docker-registry, and root.</summary>
public sealed class SharedCacheTests(Yard yard) : IClassFixture<Yard>
{
    private const int LargeLayer = 4_000_000;

    [Theory]
    [InlineData("type=registry,ref={0}/cache-max:1,mode=max", "type=registry,ref={0}/cache-max:1")]
    [InlineData("type=registry,ref={0}/cache-min:1", "{0}/cache-min:1")]
    [InlineData("type=local,dest={1},mode=max,compression=zstd", "type=local,src={1}")]
    public async Task ColdMachine_WithAnUnchangedProject_ExecutesNothingAndFetchesOnlyTheImage(string to, string from)
    {
        using var one = Site();
        using var two = Site();
        var first = StepLog.Of((await one.BuildAsync("--cache-to", Text(to, one), "-t", "app:1")).Succeeded());
        var second = (await two.BuildAsync("--cache-from", Text(from, one), "-t", "app:1")).Succeeded();

        Assert.Empty(StepLog.Of(second).Executed);
        Assert.Equal(first.ImageId, StepLog.Of(second).ImageId);
        Assert.DoesNotContain(Directory.EnumerateFiles(two.Drydock.Root + "/blobs/sha256"), f => new FileInfo(f).Length > LargeLayer);
        (await two.Drydock.RunAsync("run", "--rm", "app:1", "cat", "/result")).Succeeded();
    }

    // All requests pass a proxy, which counts them and their bytes.
    [Theory]
    [InlineData("-t", "app:1", true)]
    [InlineData("-o", "type=cacheonly", false)]
    public async Task ColdMachine_WithACacheAtARegistry_AsksForNothingButWhatTheOutputNeeds(string flag, string output, bool needsLayers)
    {
        using var one = Site();
        using var two = Site();
        (await one.BuildAsync("--cache-to", $"type=registry,ref={yard.Registry}/cache-counted:1,mode=max")).Succeeded();
        var bytes = new ConcurrentDictionary<string, long>();
        await using var proxy = new FaultProxy(yard.Registry)
        {
            After = (request, response) =>
            {
                bytes.AddOrUpdate($"{request.Method} {request.Path}", response.Body.Length, (_, before) => before + response.Body.Length);
                return response;
            },
        };
        two.Drydock.Environment["DRYDOCK_MIRROR"] = $"{yard.Registry}={proxy.Host}";
        Assert.Empty(StepLog.Of((await two.BuildAsync("--cache-from", $"{yard.Registry}/cache-counted:1", flag, output)).Succeeded()).Executed);

        // The manifest and config of the base and of the cache once each; of the layers those of the image: the base's, and two small ones.
        Assert.All(bytes.Keys, request => Assert.StartsWith("GET ", request, StringComparison.Ordinal));
        var documents = bytes.Where(b => b.Value < 100_000 && b.Key != "GET /v2/").ToList();
        var layers = bytes.Where(b => b.Value >= 100_000).ToList();
        Assert.Equal(needsLayers ? 1 : 0, layers.Count);
        Assert.Equal(needsLayers ? 6 : 4, documents.Count);
        Assert.InRange(layers.Sum(l => l.Value), 0, LargeLayer);
        Assert.InRange(documents.Sum(d => d.Value), 1, 30_000);
    }

    [Fact]
    public async Task ColdMachine_ThatOnlyPushes_FetchesNoLayerAtAll()
    {
        using var one = Site();
        using var two = Site();
        var cache = $"type=registry,ref={yard.Registry}/cache-push:1,mode=max";
        (await one.BuildAsync("--cache-to", cache, "--push", "-t", $"{yard.Registry}/app-push:1")).Succeeded();
        (await two.BuildAsync("--cache-from", cache.Replace(",mode=max", "", StringComparison.Ordinal), "--push", "-t", $"{yard.Registry}/app-push:2")).Succeeded();

        Assert.Empty(Directory.EnumerateDirectories(two.Drydock.Root + "/layers"));
        Assert.Equal(await RawAsync("app-push:1"), await RawAsync("app-push:2"));
    }

    [Theory]
    [InlineData("min")]
    [InlineData("max")]
    public async Task ColdMachine_WithAChange_ExecutesWhatItTouches(string mode)
    {
        using var one = Site();
        using var two = Site().Write("late", "changed\n");
        var cache = $"{yard.Registry}/cache-change-{mode}:1";
        (await one.BuildAsync("--cache-to", $"type=registry,ref={cache},mode={mode}")).Succeeded();
        var log = StepLog.Of((await two.BuildAsync("--cache-from", cache, "-t", "app:1")).Succeeded());

        // With mode=min the builder's layers are not in the cache: they are made again when a change needs them.
        Assert.Equal("changed\n", (await two.Drydock.RunAsync("run", "--rm", "app:1", "cat", "/result")).Succeeded().Output);
        Assert.Contains(log.Executed, s => s.Contains("RUN cat late", StringComparison.Ordinal));
        Assert.Equal(mode == "min", log.Executed.Any(s => s.Contains("RUN head", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task InlineCache_OfAPushedImage_ServesItsSteps()
    {
        using var one = Site();
        using var two = Site();
        var name = $"{yard.Registry}/inline:1";
        (await one.BuildAsync("--build-arg", "BUILDKIT_INLINE_CACHE=1", "--push", "-t", name)).Succeeded();
        Assert.Empty(StepLog.Of((await two.BuildAsync("--build-arg", "BUILDKIT_INLINE_CACHE=1", "--cache-from", name)).Succeeded()).Executed);
    }

    [Fact]
    public async Task LayerThatTheRegistryLost_IsMadeAgain()
    {
        using var registry = await LocalRegistry.StartAsync();
        using var one = Site();
        using var two = Site();
        var cache = $"{registry.Host}/cache:1";
        (await one.BuildAsync("--cache-to", $"type=registry,ref={cache},mode=max")).Succeeded();
        foreach (var blob in Directory.EnumerateFiles(registry.Storage, "data", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length is > 30 and < 1000 && File.ReadAllBytes(f)[0] == 0x1f))
        {
            File.Delete(blob);
        }

        (await two.BuildAsync("--cache-from", cache, "-t", "app:1")).Succeeded();
        Assert.Equal("late\n", (await two.Drydock.RunAsync("run", "--rm", "app:1", "cat", "/result")).Succeeded().Output);
    }

    [Fact]
    public async Task CacheThatIsNotThere_OrCannotBeWritten_IsAWarning()
    {
        using var site = Site();
        var away = $"127.0.0.1:{Ports.Free()}/cache:1";
        var result = (await site.BuildAsync("--cache-from", away, "--cache-to", $"type=registry,ref={away}")).Succeeded();
        Assert.Contains("CacheNotRead", result.Errors, StringComparison.Ordinal);
        Assert.Contains("CacheNotWritten", result.Errors, StringComparison.Ordinal);
        Assert.Contains("cannot be exported", (await site.BuildAsync("--cache-to", $"type=registry,ref={away},ignore-error=false")).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_WhileItsCacheIsExported_IsThere()
    {
        using var site = Site();
        var exporting = new TaskCompletionSource();
        using var released = new ManualResetEventSlim();
        await using var proxy = new FaultProxy(yard.Registry)
        {
            Before = _ =>
            {
                exporting.TrySetResult();
                released.Wait();
                return null;
            },
        };
        try
        {
            using var build = site.StartBuild("-t", "app:1", "--iidfile", site["iid"], "--cache-to", $"type=registry,ref={proxy.Host}/background:1,ignore-error=false");
            var ended = build.WaitAsync();
            Assert.Same(exporting.Task, await Task.WhenAny(exporting.Task, ended));
            var id = await File.ReadAllTextAsync(site["iid"]);
            Assert.Contains($"image app:1 {id}", build.Errors, StringComparison.Ordinal);
            Assert.Equal(id, (await site.Drydock.RunAsync("inspect", "-f", "{{.Id}}", "app:1")).Succeeded().Output.Trim());
            released.Set();
            Assert.Equal(1, (await ended).Succeeded().Errors.Split($"image app:1 {id}").Length - 1);
        }
        finally
        {
            released.Set();
        }
    }

    [Fact]
    public async Task ManyMachines_WithOneCache_AllBuildAndLeaveItWhole()
    {
        var cache = $"type=registry,ref={yard.Registry}/cache-shared:1";
        var sites = Enumerable.Range(0, 4).Select(_ => Site()).ToList();
        foreach (var result in await Task.WhenAll(sites.Select(s => s.BuildAsync("--cache-from", cache, "--cache-to", cache + ",mode=max"))))
        {
            result.Succeeded();
        }

        using var last = Site();
        Assert.Empty(StepLog.Of((await last.BuildAsync("--cache-from", cache)).Succeeded()).Executed);
        sites.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData("type=registry,ref={0}/mounts:1", "{0}/mounts:1")]
    [InlineData("type=local,dest={1},compression=zstd", "type=local,src={1}")]
    public async Task CacheMounts_OfAnotherMachine_AreWhereNewOnesBegin(string to, string from)
    {
        const string Text = "FROM busybox\nRUN --mount=type=cache,target=/c cat /c/kept >/result 2>/dev/null; echo more >>/c/kept\n";
        using var one = yard.NewSite().Dockerfile(Text);
        using var two = yard.NewSite().Dockerfile(Text);
        (await one.BuildAsync("--cache-mounts-to", this.Text(to, one))).Succeeded();
        Assert.Equal("more\n", await two.ReadAsync("result", "--cache-mounts-from", this.Text(from, one)));
        // One that is there keeps what it has.
        Assert.Equal("more\nmore\n", await two.ReadAsync("result", "--no-cache", "--cache-mounts-from", this.Text(from, one)));
    }

    [Fact]
    public async Task CacheMount_WithWrongBytes_IsAsIfThereWereNone()
    {
        const string Text = "FROM busybox\nRUN --mount=type=cache,target=/c cat /c/kept >/result 2>/dev/null; echo right >>/c/kept; ls /c >>/result\n";
        using var one = yard.NewSite().Dockerfile(Text);
        using var two = yard.NewSite().Dockerfile(Text);
        (await one.BuildAsync("--cache-mounts-to", $"type=registry,ref={yard.Registry}/mounts:wrong,compression=uncompressed")).Succeeded();
        await using var proxy = new FaultProxy(yard.Registry)
        {
            After = (_, response) => response with { Body = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(response.Body).Replace("right\n", "wrong\n", StringComparison.Ordinal)) },
        };

        Assert.Equal("kept\n", await two.ReadAsync("result", "--cache-mounts-from", $"{proxy.Host}/mounts:wrong"));
    }

    [Theory]
    [InlineData("--cache-to=type=gha", "not available")]
    [InlineData("--cache-to=type=registry", "needs ref=")]
    [InlineData("--cache-to=type=locl,dest=x", "did you mean local")]
    [InlineData("--cache-from=type=local,scr=x", "did you mean src")]
    [InlineData("--cache-to=type=local,dest=x,mode=all", "min or max")]
    public async Task WrongFlags_Always_AreTold(string flag, string message)
    {
        using var site = Site();
        var result = (await site.BuildAsync(flag)).Failed();
        Assert.Equal(125, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    private Task<string> RawAsync(string name) => ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{yard.Registry}/{name}");

    private string Text(string template, BuildSite site) => string.Format(System.Globalization.CultureInfo.InvariantCulture, template, yard.Registry, site["cache"]);

    // The builder's first step leaves much that the image does not have.
    private BuildSite Site() => yard.NewSite().Write("early", "early ").Write("late", "late\n").Dockerfile($"""
        FROM {yard.Registry}/library/busybox AS builder
        WORKDIR /src
        RUN head -c 6000000 /dev/urandom >large
        COPY early .
        COPY late .
        RUN cat late >/made
        FROM {yard.Registry}/library/busybox
        RUN mkdir /of-the-image
        COPY --from=builder /made /result
        """);
}
