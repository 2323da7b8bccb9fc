namespace Drydock.EndToEnd;

/// <summary>Mounts and processes that a build left behind.</summary>
internal static class Leftovers
{
    /// <summary>Waits a moment for the kernel, and fails when anything stays.</summary>
    public static async Task AssertNoneAsync(BuildSite site)
    {
        // The kernel ends a killed namespace's processes on its own time.
        for (var attempt = 0; attempt < 100 && Of(site).Any(); attempt++)
        {
            await Task.Delay(50);
        }

        Assert.Empty(Of(site));
    }

    private static IEnumerable<string> Of(BuildSite site) =>
        File.ReadLines("/proc/self/mounts").Where(l => l.Contains(site.Drydock.Root, StringComparison.Ordinal))
            .Concat(Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Where(d => MountsOf(d).Contains(site.Drydock.Root, StringComparison.Ordinal)));

    // What a build mounts is only in its own namespace: any process that still sees it is left over.
    private static string MountsOf(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/mounts");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
