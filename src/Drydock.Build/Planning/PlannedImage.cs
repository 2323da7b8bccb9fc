using Drydock.Build.Graph;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>A stage after planning: the image it will be, but for what only execution tells.</summary>
public sealed record PlannedImage
{
    /// <summary>The step that gives the root file system.</summary>
    public required BuildStep Top { get; init; }

    /// <summary>The config object.</summary>
    public required ContainerConfig Config { get; init; }

    /// <summary>MAINTAINER, or the base's author.</summary>
    public string? Author { get; init; }

    /// <summary>The platform of the image.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The base's entries as they are, then one an instruction.</summary>
    public required IReadOnlyList<PlannedHistory> History { get; init; }

    /// <summary>The number of layers of the base.</summary>
    public required int BaseLayers { get; init; }

    /// <summary>The base's creation time as its config has it; null for <c>scratch</c>.</summary>
    public string? BaseCreated { get; init; }
}

/// <summary>One history entry of a planned image.</summary>
/// <param name="Entry">The entry; its time is not known yet unless it came from the base.</param>
/// <param name="Step">The step that made its layer; null for metadata and for entries of the base.</param>
/// <param name="Inherited">Whether it came from the base.</param>
public sealed record PlannedHistory(HistoryEntry Entry, BuildStep? Step, bool Inherited);
