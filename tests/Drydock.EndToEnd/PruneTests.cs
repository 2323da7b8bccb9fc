using System.Globalization;
using System.Text.RegularExpressions;

namespace Drydock.EndToEnd;

/// <summary>Pruning the build cache: what it says is what the disk gets back.</summary>
public sealed partial class PruneTests(Yard yard) : IClassFixture<Yard>
{
    private static readonly string[] s_counted = ["blobs", "layers", "cache-mounts", "failed", "file-lists"];

    // Each RUN leaves 1 MB that nothing else has, and a cache mount 2 MB. Nothing is exported.
    private const string Steps = """
        FROM busybox
        RUN dd if=/dev/urandom of=/a bs=1000 count=1000
        RUN dd if=/dev/urandom of=/b bs=1000 count=1000
        RUN dd if=/dev/urandom of=/c bs=1000 count=1000
        RUN --mount=type=cache,target=/m dd if=/dev/urandom of=/m/d bs=1000 count=2000
        """;

    [Fact]
    public async Task Prune_All_GivesBackWhatItSays()
    {
        using var site = await BuiltAsync();
        var before = DiskBytes(site);
        var plan = await RunAsync(site, "builder", "prune", "-af", "--dry-run");
        var predicted = Reclaimed(plan);
        Assert.StartsWith("Would delete build cache objects:\n", plan, StringComparison.Ordinal);
        Assert.Equal(before, DiskBytes(site));
        var said = Reclaimed(await RunAsync(site, "builder", "prune", "-af"));
        Assert.Equal(predicted, said);
        AssertClose(said, before - DiskBytes(site));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/blobs/sha256"));
    }

    [Fact]
    public async Task Prune_ToALimit_RemovesWhatWasUnusedLongest()
    {
        using var site = await BuiltAsync();
        site.Dockerfile("FROM busybox\nRUN dd if=/dev/urandom of=/young bs=1000 count=1000\n");
        (await site.BuildAsync("-o", "type=cacheonly")).Succeeded();
        var before = DiskBytes(site);
        var output = await RunAsync(site, "builder", "prune", "-f", "--max-used-space", "2500000");
        AssertClose(Reclaimed(output), before - DiskBytes(site));
        Assert.InRange(await CacheBytesAsync(site), 1_000_000, 2_500_000);
        Assert.Single(StepLog.Of((await site.BuildAsync("-o", "type=cacheonly")).Succeeded()).Cached);
    }

    [Theory]
    [InlineData("--keep-storage")]
    [InlineData("--reserved-space")]
    public async Task Prune_WithAReserve_LeavesThatMuch(string flag)
    {
        using var site = await BuiltAsync();
        await RunAsync(site, "builder", "prune", "-f", flag, "3500000");
        Assert.InRange(await CacheBytesAsync(site), 1_000_000, 3_500_000);
        Assert.Equal(0, Reclaimed(await RunAsync(site, "builder", "prune", "-f", flag, "100mb")));
    }

    [Fact]
    public async Task Prune_ForFreeSpace_StopsAtTheReserve()
    {
        using var site = await BuiltAsync();
        Assert.Equal(0, Reclaimed(await RunAsync(site, "buildx", "prune", "-f", "--min-free-space", "1")));
        await RunAsync(site, "buildx", "prune", "-f", "--min-free-space", "900000tb", "--reserved-space", "3500000");
        Assert.InRange(await CacheBytesAsync(site), 1_000_000, 3_500_000);
    }

    [Fact]
    public async Task Prune_ByType_RemovesOnlyThat()
    {
        using var site = await BuiltAsync();
        var output = await RunAsync(site, "builder", "prune", "-f", "--filter", "type=exec.cachemount");
        AssertClose(Reclaimed(output), 2_000_000);
        Assert.Equal(4, StepLog.Of((await site.BuildAsync("-o", "type=cacheonly")).Succeeded()).Cached.Count);
        Assert.Contains("type=", (await site.Drydock.RunAsync("builder", "prune", "-f", "--filter", "type=x")).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_Until_LeavesWhatWasUsedSince()
    {
        using var site = await BuiltAsync();
        Assert.Equal(0, Reclaimed(await RunAsync(site, "prune", "-f", "--filter", "until=1h")));
        foreach (var path in Directory.EnumerateFiles($"{site.Drydock.Root}/cache", "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        }

        AssertClose(Reclaimed(await RunAsync(site, "prune", "-f", "--filter", "until=1h")), 3_000_000);
    }

    [Fact]
    public async Task Df_Verbose_ListsEntries()
    {
        using var site = await BuiltAsync();
        var output = await RunAsync(site, "df", "-v");
        Assert.Contains("CACHE ID", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), l => l.Contains("exec.cachemount", StringComparison.Ordinal));
        Assert.Equal(5, output.Split('\n').Count(l => l.Contains("regular", StringComparison.Ordinal)));
        Assert.Contains("pulled from docker.io/library/busybox:latest", output, StringComparison.Ordinal);
    }

    private async Task<BuildSite> BuiltAsync()
    {
        var site = yard.NewSite().Dockerfile(Steps);
        (await site.BuildAsync("-o", "type=cacheonly")).Succeeded();
        return site;
    }

    private static async Task<string> RunAsync(BuildSite site, params string[] arguments) => (await site.Drydock.RunAsync(arguments)).Succeeded().Output;

    private static long DiskBytes(BuildSite site) => s_counted
        .Select(d => $"{site.Drydock.Root}/{d}").Where(Directory.Exists)
        .Sum(d => new DirectoryInfo(d).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length));

    private static async Task<double> CacheBytesAsync(BuildSite site)
    {
        var rows = await RunAsync(site, "df", "--format", "{{.Type}}: {{.Size}}");
        return Size().Matches(rows).Where(m => m.Value.StartsWith('B') || m.Value.StartsWith("Cache", StringComparison.Ordinal)).Sum(Bytes);
    }

    private static double Reclaimed(string output) => Bytes(Size().Matches(output).Last());

    // Sizes are printed with four digits.
    private static void AssertClose(double said, double real) => Assert.InRange(said, real * 0.999, real * 1.001);

    private static double Bytes(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        * match.Groups[2].Value switch { "B" => 1, "kB" => 1e3, "MB" => 1e6, _ => throw new FormatException(match.Value) };

    [GeneratedRegex("(?:Build Cache|Cache Mounts|space|reclaim): ([0-9.]+)([kM]?B)", RegexOptions.None, 1000)]
    private static partial Regex Size();
}
