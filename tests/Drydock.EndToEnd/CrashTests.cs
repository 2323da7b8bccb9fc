using System.Globalization;

namespace Drydock.EndToEnd;

/// <summary>
/// SIGKILL at random moments, while two processes work in one store: builds, pulls, loads, removals, garbage
/// collection. <c>DRYDOCK_KILLS</c> says how many rounds; <c>make crash</c> takes hundreds.
/// </summary>
public sealed class CrashTests(Yard yard) : IClassFixture<Yard>
{
    private const int FewRounds = 40;
    private const int LongestMilliseconds = 700;
    private const string Other = "library/other:1";

    [Fact]
    public async Task Kill_AmongTwoProcesses_StoreIsWholeAndTheNextBuildIsRight()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DRYDOCK_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : FewRounds;
        await yard.PushAsync(Other, await BusyBox.LayerAsync(t => t.File("other", new string('o', 300_000))), LargeLayer());
        using var site = yard.NewSite().Dockerfile(KilledStages.Dockerfile("other:1")).Write("left/round", "first").Write("left/file", "one").Write("right/round", "first");
        (await site.BuildAsync("-t", "app", "-t", "kept")).Succeeded();
        (await site.Drydock.RunAsync("save", "-o", site["saved.tar"], "kept")).Succeeded();

        var random = new Random(20261121);
        for (var round = 0; round < rounds; round++)
        {
            site.Write("left/round", $"{round}").Write("right/round", $"{round}");
            var (one, two) = (Start(site, random.Next(7)), Start(site, random.Next(7)));
            using (one)
            using (two)
            {
                await Task.Delay(random.Next(LongestMilliseconds));
                one.Signal("KILL");

                // Half of the time the other one comes to its end, in the store that the first one left.
                if (random.Next(2) == 0)
                {
                    two.Signal("KILL");
                }

                await one.WaitAsync();
                await two.WaitAsync();
            }

            await Leftovers.AssertNoneAsync(site);
            await StoreHealth.AssertWholeAsync(site.Drydock);
            (await site.BuildAsync("-t", "kept")).Succeeded();
        }

        await StoreHealth.AssertWholeAsync(site.Drydock);
        var files = await site.FilesAsync();
        Assert.Equal(KilledStages.Count, BuildSite.Text(files, "count"));
        Assert.Equal($"{rounds - 1}", BuildSite.Text(files, "left/round"));
    }

    private static RunningCommand Start(BuildSite site, int kind) => kind switch
    {
        0 or 1 => site.StartBuild("-t", "app"),
        2 => site.StartBuild("-t", "app", "--no-cache"),
        3 => site.Drydock.Start(null, "pull", "other:1"),
        4 => site.Drydock.Start(null, "load", "-i", site["saved.tar"]),
        5 => site.Drydock.Start(null, "prune", "-f"),
        _ => site.Drydock.Start(null, "prune", "-a", "-f"),
    };

    // Large enough that a pull is often met in the middle.
    private static byte[] LargeLayer()
    {
        using var tar = new LayerTar();
        var bytes = new byte[4_000_000];
        new Random(1).NextBytes(bytes);
        return tar.File("large", bytes).ToArray();
    }
}
