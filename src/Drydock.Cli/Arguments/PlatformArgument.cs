using Drydock.Oci;

namespace Drydock.Cli.Arguments;

/// <summary>Values of <c>--platform</c>.</summary>
internal static class PlatformArgument
{
    /// <summary>Reads it; without a value, $DOCKER_DEFAULT_PLATFORM or the machine's own.</summary>
    /// <exception cref="UsageException">The value is no platform.</exception>
    public static Platform Parse(string? text)
    {
        text = text is { Length: > 0 } ? text : Environment.GetEnvironmentVariable("DOCKER_DEFAULT_PLATFORM");
        if (string.IsNullOrEmpty(text))
        {
            return Platform.Host;
        }

        return One(text);
    }

    /// <summary>Reads it where nothing given means that nothing is said of the platform.</summary>
    /// <exception cref="UsageException">The value is no platform.</exception>
    public static Platform? ParseOptional(string? text) => string.IsNullOrEmpty(text) ? null : One(text);

    /// <summary>Reads the platforms of a build in their canonical spelling; without a value as <see cref="Parse"/> does.</summary>
    /// <exception cref="UsageException">A value is no platform.</exception>
    public static IReadOnlyList<Platform> ParseAll(IEnumerable<string>? values)
    {
        var all = (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries)).Where(v => v.Length > 0).Select(v => One(v).Normalize()).ToList();
        return all.Count > 0 ? all : [Parse(null).Normalize()];
    }

    private static Platform One(string text) =>
        Platform.TryParse(text, Platform.Host, out var platform, out var error) ? platform : throw new UsageException($"--platform: {error}");
}
