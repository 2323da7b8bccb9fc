namespace Drydock.Build.Planning;

/// <summary>What a target takes from outside: what <c>--call outline</c> shows.</summary>
/// <param name="Name">The name of the target; null when it has none.</param>
/// <param name="Description">The comment above its FROM that begins with its name; empty if there is none.</param>
/// <param name="Arguments">The build arguments, in the order of the file.</param>
/// <param name="Secrets">The secrets, in the order of the file.</param>
/// <param name="Agents">The SSH agents, in the order of the file.</param>
public sealed record BuildOutline(
    string? Name,
    string Description,
    IReadOnlyList<ArgumentInput> Arguments,
    IReadOnlyList<MountInput> Secrets,
    IReadOnlyList<MountInput> Agents);
