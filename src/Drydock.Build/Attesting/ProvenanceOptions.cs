namespace Drydock.Build.Attesting;

/// <summary>What <c>--provenance</c> asks for.</summary>
public sealed record ProvenanceOptions
{
    /// <summary>Whether steps, build arguments, labels, secrets' names and the Dockerfile are told too: <c>mode=max</c>. <value>false: <c>mode=min</c>.</value></summary>
    public bool IsMax { get; init; }

    /// <summary>Who builds, a URI; empty for nobody in particular.</summary>
    public string BuilderId { get; init; } = "";

    /// <summary>What the build is said to be: the same bytes each time.</summary>
    public bool IsReproducible { get; init; }

    /// <summary>Where the main context came from, when it was fetched; null for a local one.</summary>
    public string? ContextUri { get; init; }

    /// <summary>The name of the file beside a <c>local</c> or <c>tar</c> output.</summary>
    public string FileName { get; init; } = "provenance.json";
}
