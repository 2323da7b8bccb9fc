using System.Globalization;

namespace Drydock.EndToEnd;

/// <summary>A pull whose process dies in the middle of a large layer.</summary>
public sealed class ResumeTests(Yard yard) : IClassFixture<Yard>
{
    // What has come before a download may be split.
    private const long LeastPart = 8 << 20;

    private const int Size = 64 << 20;

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
            After = (request, response) => IsLayer(response) && request["Range"] is null ? response with { CutAfter = Size * 3 / 4 } : response,
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
        Assert.All(requests, r => Assert.InRange(long.Parse(r["Range"]!.Split('=')[1].Split('-')[0], CultureInfo.InvariantCulture), LeastPart, Size));
        Assert.Empty(Directory.EnumerateFiles($"{drydock.Root}/downloads"));
    }

    [Fact]
    public async Task Pull_OfAGibibyteKilledInTheMiddle_FetchesOnlyWhatIsMissing()
    {
        // More than is on its way in buffers when it is cut off.
        const long Slack = 32 << 20;
        await using var large = new LargeLayer(1L << 30) { StopsAt = 700 << 20 };
        using var drydock = new DrydockProgram();
        var part = new FileInfo($"{drydock.Root}/downloads/{large.Digest}");
        using (var pull = drydock.Start(null, "pull", "-q", large.Image))
        {
            var ended = pull.WaitAsync();
            while (!part.Exists || part.Length < large.StopsAt / 2)
            {
                Assert.False(ended.IsCompleted);
                await Task.Delay(20);
                part.Refresh();
            }

            pull.Signal("KILL");
            await ended;
        }

        part.Refresh();
        var (had, sentBefore) = (part.Length, large.Sent);
        large.StopsAt = long.MaxValue;
        large.Starts.Clear();
        (await drydock.RunAsync("pull", "-q", large.Image)).Succeeded();

        Assert.Equal(had, large.Starts.Min());
        Assert.InRange(large.Sent - sentBefore, large.Length - had, large.Length - had + Slack);
        // The bytes themselves are compared with their digest once more when the store is examined.
        Assert.Equal(large.Length, new FileInfo($"{drydock.Root}/blobs/sha256/{large.Digest}").Length);
        Assert.False(File.Exists(part.FullName));
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
        await File.WriteAllBytesAsync($"{drydock.Root}/downloads/{digest.Split(':')[1]}", new byte[Size / 2]);

        (await drydock.RunAsync("pull", "-q", $"{yard.Registry}/wrong:1")).Succeeded();
        Assert.Empty(Directory.EnumerateFiles($"{drydock.Root}/downloads"));
    }

    private static bool IsLayer(RawResponse response) => response.Body.Length > Size;

    private async Task PushAsync(string name)
    {
        var content = new byte[Size];
        new Random(1).NextBytes(content);
        using var layer = new LayerTar();
        await yard.PushAsync($"{name}:1", layer.File("large", content).ToArray());
    }
}
