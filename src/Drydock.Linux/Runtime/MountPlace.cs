using Drydock.Linux.Files;

namespace Drydock.Linux.Runtime;

/// <summary>Where something is mounted.</summary>
/// <param name="Target">The path inside, as it was before.</param>
/// <param name="IsDirectory">Whether a directory is mounted.</param>
public readonly record struct MountPlace(ResolvedPath Target, bool IsDirectory);
