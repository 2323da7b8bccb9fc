using Drydock.Oci;

namespace Drydock.Cli.Arguments;

/// <summary>The value of <c>--platform</c> where one platform is meant.</summary>
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

        return Platform.TryParse(text, Platform.Host, out var platform, out var error) ? platform : throw new UsageException($"--platform: {error}");
    }
}
