namespace Drydock.Comparison.Harness;

/// <summary>
/// A folder below <c>cases/AREA</c>: a Dockerfile, and beside it, where wanted, <c>context.sh</c>, which makes the
/// context in its working directory; <c>options</c> of both builders, one a line; <c>expected</c>, the listing of the image where
/// buildah cannot build it; <c>error</c>, a text that the report of the failed build has.
/// </summary>
internal sealed record ComparisonCase(string Area, string Name)
{
    /// <summary>Where the cases and the page of differences are.</summary>
    public static string Home { get; } = Path.Join(Checkout.Root ?? throw new InvalidOperationException("these tests read the checkout they were built in"), "tests/Drydock.Comparison");

    /// <summary>Area and name.</summary>
    public string FullName => $"{Area}/{Name}";

    /// <summary>Its Dockerfile.</summary>
    public string Dockerfile => Path.Join(Folder, "Dockerfile");

    /// <summary>The listing that the image must have; null where buildah says how it must be.</summary>
    public IReadOnlyList<string>? Expected => Read("expected")?.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the report of the failed build must say; null where the build must succeed.</summary>
    public string? Error => Read("error")?.Trim();

    private string Folder => Path.Join(Home, "cases", Area, Name);

    /// <summary>The cases of an area.</summary>
    public static IEnumerable<ComparisonCase> Of(string area) =>
        Directory.EnumerateDirectories(Path.Join(Home, "cases", area)).Select(f => new ComparisonCase(area, Path.GetFileName(f))).OrderBy(c => c.Name, StringComparer.Ordinal);

    /// <summary>Options of both builders; <c>$SCRATCH</c> in them is a folder beside the context.</summary>
    public string[] Options(string scratch) =>
        Read("options")?.Replace("$SCRATCH", scratch, StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Makes the context in an empty folder. What <c>context.sh</c> gives no time gets one that is long ago.</summary>
    public async Task MakeContextAsync(string folder)
    {
        File.Copy(Dockerfile, Path.Join(folder, "Dockerfile"));
        var script = File.Exists(Path.Join(Folder, "context.sh")) ? Path.Join(Folder, "context.sh") : "/dev/null";
        await ProcessFixture.RunAsync("sh", "-euc", "cd \"$1\"; umask 022; . \"$2\"; find . -newermt 2026-01-01 -exec touch -h -d 2020-01-02T03:04:05Z {} +", "sh", folder, script);
    }

    private string? Read(string name) => File.Exists(Path.Join(Folder, name)) ? File.ReadAllText(Path.Join(Folder, name)) : null;
}
