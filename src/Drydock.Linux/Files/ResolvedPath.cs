namespace Drydock.Linux.Files;

/// <summary>Where a path leads inside a root, once every symbolic link on it has been followed.</summary>
/// <param name="Path">The path, free of links, <c>.</c> and <c>..</c>.</param>
/// <param name="Existing">The part of <paramref name="Path"/> that exists; equal to it when all does.</param>
public readonly record struct ResolvedPath(UnixPath Path, UnixPath Existing)
{
    /// <summary>Whether the whole path exists.</summary>
    public bool Exists => Path == Existing;
}
