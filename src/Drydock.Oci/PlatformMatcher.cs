namespace Drydock.Oci;

/// <summary>
/// Says which platforms do for a wanted one, and which of two does better.
/// </summary>
/// <remarks>Follows containerd/platforms: <c>Only</c>, <c>OnlyStrict</c> and <c>OnlyOS</c>.</remarks>
public sealed class PlatformMatcher
{
    private readonly Platform _wanted;
    private readonly Breadth _breadth;

    private PlatformMatcher(Platform wanted, Breadth breadth)
    {
        _wanted = wanted.Normalize();
        _breadth = breadth;
    }

    private enum Breadth
    {
        Strict,
        Compatible,
        OperatingSystem,
    }

    /// <summary>
    /// Accepts what the wanted platform can run: older variants of its processor, 386 on amd64, arm on arm64.
    /// </summary>
    public static PlatformMatcher Only(Platform wanted) => new(wanted, Breadth.Compatible);

    /// <summary>Accepts the wanted platform alone, however it is spelled.</summary>
    public static PlatformMatcher OnlyStrict(Platform wanted) => new(wanted, Breadth.Strict);

    /// <summary>Accepts every processor of the wanted operating system.</summary>
    public static PlatformMatcher OnlyOs(Platform wanted) => new(wanted, Breadth.OperatingSystem);

    /// <summary>Whether a platform does.</summary>
    public bool Matches(Platform platform) => Rank(platform) is not null;

    /// <summary>Negative when <paramref name="left"/> does better than <paramref name="right"/>, zero when neither does.</summary>
    public int Compare(Platform left, Platform right) => (Rank(left), Rank(right)) switch
    {
        (null, null) => 0,
        (_, null) => -1,
        (null, _) => 1,
        ({ } l, { } r) => l.CompareTo(r),
    };

    /// <summary>The items, best platform first and those that do not match last; equals keep their order.</summary>
    public IReadOnlyList<T> Order<T>(IEnumerable<T> items, Func<T, Platform> platformOf) =>
        [.. items.OrderBy(platformOf, Comparer<Platform>.Create(Compare))];

    /// <summary>
    /// The descriptor of an index to use: the first of the best matches; null when none matches.
    /// Descriptors without a platform, and attestations (platform <c>unknown</c>), never match.
    /// </summary>
    public Descriptor? Best(IEnumerable<Descriptor> descriptors) =>
        Order(descriptors.Where(d => d.Platform is { } platform && Matches(platform)), d => d.Platform!) is [var best, ..] ? best : null;

    /// <summary>How far a platform is from the wanted one, smaller is better; null when it does not match.</summary>
    private (int Processor, int Major, int Minor, int MissingFeatures)? Rank(Platform platform)
    {
        var candidate = platform.Normalize();
        if (candidate.Os != _wanted.Os || !FeaturesMatch(candidate)
            || (_wanted.Os == "windows" && !WindowsVersion.Runs(_wanted.OsVersion, candidate.OsVersion)))
        {
            return null;
        }

        var (major, minor) = PlatformVariant.VersionOf(candidate.Variant ?? "");
        var missing = (_wanted.OsFeatures?.Count ?? 0) - (candidate.OsFeatures?.Count ?? 0);
        if (candidate.Architecture == _wanted.Architecture && candidate.Variant == _wanted.Variant)
        {
            return (0, 0, 0, missing);
        }

        return _breadth switch
        {
            Breadth.Compatible when RunsProcessor(candidate, out var distance) => (distance, -major, -minor, missing),
            Breadth.OperatingSystem => (int.MaxValue, 0, 0, missing),
            _ => null,
        };
    }

    private bool RunsProcessor(Platform candidate, out int distance)
    {
        var (host, image) = (_wanted.Variant ?? "", candidate.Variant ?? "");
        if (candidate.Architecture == _wanted.Architecture)
        {
            distance = 1;
            return PlatformVariant.Runs(_wanted.Architecture, host, image);
        }

        distance = 2;
        return (_wanted.Architecture, candidate.Architecture) switch
        {
            ("amd64", "386") => image.Length == 0,
            ("arm64", "arm") => PlatformVariant.Runs("arm", "v8", image),
            _ => false,
        };
    }

    private bool FeaturesMatch(Platform candidate) =>
        candidate.OsFeatures is not { Count: > 0 } needed
        || (_wanted.OsFeatures is { } offered && needed.All(feature => offered.Contains(feature)));
}
