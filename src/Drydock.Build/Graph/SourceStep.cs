using Drydock.Dockerfile.Sources;
using Drydock.Oci;

namespace Drydock.Build.Graph;

/// <summary>Fetches files from elsewhere, which then are a file system of their own.</summary>
public abstract class SourceStep : BuildStep;

/// <summary>Downloads a file: the only one in the file system, at its root.</summary>
public sealed class HttpStep : SourceStep
{
    /// <summary>Where it is; it may hold a password.</summary>
    public required Uri Url { get; init; }

    /// <summary>The digest it must have; empty for any.</summary>
    public Digest Checksum { get; init; }
}

/// <summary>Checks out a git repository: its files, or those of one directory of it.</summary>
public sealed class GitStep : SourceStep
{
    /// <summary>The repository and what of it is wanted.</summary>
    public required GitReference Reference { get; init; }
}
