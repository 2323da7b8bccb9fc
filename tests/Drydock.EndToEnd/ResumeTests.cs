using System.Globalization;

namespace Drydock.EndToEnd;

/// <summary>
/// A pull whose process dies in the middle of a large layer. DRYDOCK_LARGE_MIB says how large; as for a gibibyte:
/// <c>DRYDOCK_LARGE_MIB=1024 scripts/test --filter FullyQualifiedName~ResumeTests Drydock.EndToEnd</c>.
/// </summary>
public sealed class ResumeTests(Yard yard) : IClassFixture<Yard>
{
    // What has come before a download may be split.
    private const long LeastPart = 8 << 20;

    private static readonly int s_size = int.Parse(Environment.GetEnvironmentVariable("DRYDOCK_LARGE_MIB") ?? "64", CultureInfo.InvariantCulture) << 20;

    [Fact]
    public async Task Pull_KilledInALargeLayer_GoesOnWhereItStopped()
    {
        await PushAsync("resume");
        var layer = "";
        var resumed = new TaskCompletionSource();
        using var released = new ManualResetEventSlim();
        await using var proxy = new FaultProxy(yard.Registry)
        {
            // The connection breaks half way; what would go on there hangs.
            After = (request, response) => IsLayer(response) && request["Range"] is null ? response with { CutAfter = s_size * 3 / 4 } : response,
            Before = request =>
            {
                if (request["Range"] is not null && resumed.TrySetResult())
                {
                    layer = request.Path;
                    released.Wait();
                }

                return null;
            },
        };
        using var drydock = new DrydockProgram();
        try
        {
            using var pull = drydock.Start(null, "pull", "-q", $"{proxy.Host}/resume:1");
            var ended = pull.WaitAsync();
            Assert.Same(resumed.Task, await Task.WhenAny(resumed.Task, ended));
            pull.Signal("KILL");
            await ended;
        }
        finally
        {
            released.Set();
        }

        var before = proxy.Requests.Count();
        (await drydock.RunAsync("pull", "-q", $"{proxy.Host}/resume:1")).Succeeded();

        // Over one connection or over several, nothing was asked for that had come before.
        var requests = proxy.Requests.Skip(before).Where(r => r.Path == layer).ToList();
        Assert.NotEmpty(requests);
        Assert.All(requests, r => Assert.InRange(long.Parse(r["Range"]!.Split('=')[1].Split('-')[0], CultureInfo.InvariantCulture), LeastPart, s_size));
        Assert.Empty(Directory.EnumerateFiles($"{drydock.Root}/downloads"));
    }

    [Fact]
    public async Task Pull_WithAWrongPart_BeginsAgain()
    {
        await PushAsync("wrong");
        using var drydock = new DrydockProgram();
        (await drydock.RunAsync("images")).Succeeded();
        var manifest = await ProcessFixture.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{yard.Registry}/wrong:1");
        var digest = (string)System.Text.Json.Nodes.JsonNode.Parse(manifest)!["layers"]![0]!["digest"]!;
        Directory.CreateDirectory($"{drydock.Root}/downloads");
        await File.WriteAllBytesAsync($"{drydock.Root}/downloads/{digest.Split(':')[1]}", new byte[s_size / 2]);

        (await drydock.RunAsync("pull", "-q", $"{yard.Registry}/wrong:1")).Succeeded();
        Assert.Empty(Directory.EnumerateFiles($"{drydock.Root}/downloads"));
    }

    private static bool IsLayer(RawResponse response) => response.Body.Length > s_size;

    private async Task PushAsync(string name)
    {
        var content = new byte[s_size];
        new Random(1).NextBytes(content);
        using var layer = new LayerTar();
        await yard.PushAsync($"{name}:1", layer.File("large", content).ToArray());
    }
}
