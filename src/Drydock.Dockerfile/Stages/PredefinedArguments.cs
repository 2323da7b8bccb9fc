namespace Drydock.Dockerfile.Stages;

/// <summary>Build arguments that exist without being declared: in FROM as they are, in a stage after an <c>ARG NAME</c>.</summary>
public static class PredefinedArguments
{
    /// <summary>The value of TARGETSTAGE when no stage is named.</summary>
    public const string DefaultStage = "default";

    /// <summary>The arguments that describe the platforms and the target.</summary>
    /// <param name="buildPlatform">Where the build runs: <c>linux/amd64</c>, <c>linux/arm/v7</c>, <c>windows(10.0.17763)/amd64</c>.</param>
    /// <param name="targetPlatform">What the image is for.</param>
    /// <param name="targetStage">The stage asked for, else the name of the last one; null or empty when it has none.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> For(string buildPlatform, string targetPlatform, string? targetStage) =>
    [
        .. Platform("BUILD", buildPlatform),
        .. Platform("TARGET", targetPlatform),
        new("TARGETSTAGE", string.IsNullOrEmpty(targetStage) ? DefaultStage : targetStage),
    ];

    /// <summary>Proxy settings: they reach RUN without being declared, and never the cache key or the history.</summary>
    public static bool IsProxy(string name) => name.ToUpperInvariant() is
        "HTTP_PROXY" or "HTTPS_PROXY" or "FTP_PROXY" or "NO_PROXY" or "ALL_PROXY";

    private static IEnumerable<KeyValuePair<string, string>> Platform(string prefix, string platform)
    {
        var parts = platform.Split('/');
        var os = parts[0];
        var version = "";
        if (os.IndexOf('(', StringComparison.Ordinal) is var open && open > 0 && os.EndsWith(')'))
        {
            (os, version) = (os[..open], os[(open + 1)..^1]);
        }

        yield return new(prefix + "PLATFORM", platform);
        yield return new(prefix + "OS", os);
        yield return new(prefix + "OSVERSION", version);
        yield return new(prefix + "ARCH", parts.Length > 1 ? parts[1] : "");
        yield return new(prefix + "VARIANT", parts.Length > 2 ? parts[2] : "");
    }
}
