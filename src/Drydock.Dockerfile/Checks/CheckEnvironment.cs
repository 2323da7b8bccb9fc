using Drydock.Dockerfile.Ignore;

namespace Drydock.Dockerfile.Checks;

/// <summary>What the checks must know that is not in the file.</summary>
public sealed record CheckEnvironment
{
    /// <summary>The platform the build runs on.</summary>
    public string BuildPlatform { get; init; } = "linux/amd64";

    /// <summary>The platform the image is for; null for <see cref="BuildPlatform"/>.</summary>
    public string? TargetPlatform { get; init; }

    /// <summary>The stage to build; null for the last.</summary>
    public string? Target { get; init; }

    /// <summary>Whether stages that the target does not need are looked at too.</summary>
    public bool AllStages { get; init; } = true;

    /// <summary>The build arguments given on the command line.</summary>
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();

    /// <summary>Options that take the place of the file's <c># check=</c> directive; null to use that.</summary>
    public string? Options { get; init; }

    /// <summary>Whether a name is that of a named context.</summary>
    public Func<string, bool> IsNamedContext { get; init; } = _ => false;

    /// <summary>
    /// The configuration of a base image, by its name and the platform wanted; null when it is not known:
    /// what depends on it is then not checked.
    /// </summary>
    public Func<string, string, CheckedBaseImage?> BaseImage { get; init; } = (_, _) => null;

    /// <summary>The patterns of .dockerignore; empty when there is no such file.</summary>
    public IReadOnlyList<IgnorePattern> IgnorePatterns { get; init; } = [];
}

/// <summary>A base image, as far as checks need it.</summary>
/// <param name="Platform">Its platform: <c>linux/amd64</c>, <c>linux/arm/v7</c>.</param>
/// <param name="Environment">Its environment, as <c>NAME=value</c>.</param>
/// <param name="HasShell">Whether its configuration sets the shell.</param>
/// <param name="Triggers">Its ONBUILD triggers.</param>
public sealed record CheckedBaseImage(
    string Platform,
    IReadOnlyList<string> Environment,
    bool HasShell = false,
    IReadOnlyList<string>? Triggers = null);
