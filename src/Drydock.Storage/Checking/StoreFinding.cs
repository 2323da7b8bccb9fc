namespace Drydock.Storage.Checking;

/// <summary>What kind of thing something was found about.</summary>
public enum CheckedKind
{
    /// <summary>Content by digest.</summary>
    Blob,

    /// <summary>A layer tree.</summary>
    Layer,

    /// <summary>An image under one name.</summary>
    Image,

    /// <summary>What a registry said of a base image.</summary>
    Base,

    /// <summary>The result of a step.</summary>
    Cache,

    /// <summary>What a build did, or a hint that saves work.</summary>
    Note,

    /// <summary>A container.</summary>
    Container,

    /// <summary>A volume, or a directory of <c>RUN --mount=type=cache</c>.</summary>
    Volume,

    /// <summary>A file or directory of the store itself.</summary>
    File,
}

/// <summary>How something that was found stands now.</summary>
public enum FindingState
{
    /// <summary>It is not what it should be.</summary>
    Damaged,

    /// <summary>A process or a machine that died left it; it does no harm, and goes by itself or by repair.</summary>
    Leftover,

    /// <summary>It was mended or taken away.</summary>
    Repaired,
}

/// <summary>Something in a store that is not as it should be.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Name">Which one.</param>
/// <param name="Problem">What is wrong, a sentence without full stop.</param>
public sealed record StoreFinding(CheckedKind Kind, string Name, string Problem)
{
    /// <summary>Whether a process or a machine that died may leave it: it does no harm.</summary>
    public bool IsLeftover { get; init; }

    /// <summary>What repair did; null when it did nothing.</summary>
    public string? Remedy { get; init; }

    /// <summary>What the user can do; null when nothing need be done.</summary>
    public string? Advice { get; init; }

    /// <summary>How it stands.</summary>
    public FindingState State => Remedy is not null ? FindingState.Repaired : IsLeftover ? FindingState.Leftover : FindingState.Damaged;
}

/// <summary>What a check found.</summary>
/// <param name="Findings">All that is not as it should be.</param>
/// <param name="Images">How many image records were looked at.</param>
/// <param name="Layers">How many layer trees.</param>
/// <param name="Blobs">How many blobs.</param>
/// <param name="BlobBytes">Their bytes, all of which were read.</param>
/// <param name="IsAlone">Whether no other process worked in the store; only then leftovers are looked for.</param>
public sealed record StoreReport(IReadOnlyList<StoreFinding> Findings, int Images, int Layers, int Blobs, long BlobBytes, bool IsAlone)
{
    /// <summary>Whether nothing is damaged, or nothing is any more.</summary>
    public bool IsWhole => Findings.All(f => f.State != FindingState.Damaged);
}
