using System.Text;
using System.Text.Json.Serialization;
using Drydock.Oci;

namespace Drydock.Storage.Builds;

/// <summary>How a step came to its result.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepOutcome>))]
public enum StepOutcome
{
    /// <summary>The cache had it.</summary>
    Cached,

    /// <summary>It was executed.</summary>
    Executed,

    /// <summary>It was executed and failed.</summary>
    Failed,
}

/// <summary>What one build did: its steps, their keys, and why those were executed that were.</summary>
public sealed record BuildRecord
{
    /// <summary>What was built.</summary>
    public required BuildSubject Subject { get; init; }

    /// <summary>When it began, RFC 3339.</summary>
    public required string Started { get; init; }

    /// <summary>How long it took, milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>The image ID; null for a build that failed or made none.</summary>
    public Digest? Image { get; init; }

    /// <summary>Names of the build arguments that were given; their values are in ingredients where they count.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The steps that came to an end, in the order of the Dockerfile.</summary>
    public required IReadOnlyList<StepRecord> Steps { get; init; }
}

/// <summary>What a build builds. Builds of one context and Dockerfile are kept together.</summary>
/// <param name="Context">The directory of the context; <c>-</c> for standard input.</param>
/// <param name="Dockerfile">The Dockerfile as it was named.</param>
/// <param name="Target">The stage; null for the last one.</param>
/// <param name="Platform">The platform.</param>
public sealed record BuildSubject(string Context, string Dockerfile, string? Target, string Platform)
{
    /// <summary>The name of the folder for all builds of the context and Dockerfile.</summary>
    [JsonIgnore]
    public string FolderName => Digest.OfBytes(Encoding.UTF8.GetBytes($"{Context}\n{Dockerfile}")).Hex[..32];
}

/// <summary>One step of a build.</summary>
public sealed record StepRecord
{
    /// <summary>Its name as progress shows it.</summary>
    public required string Name { get; init; }

    /// <summary>The instruction alone, variables expanded.</summary>
    public required string Title { get; init; }

    /// <summary>The name or index of its stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Its number in the stage, from 0 for FROM.</summary>
    public required int Number { get; init; }

    /// <summary>Its line in the Dockerfile; 0 when it has none.</summary>
    public int Line { get; init; }

    /// <summary>How it came to its result.</summary>
    public required StepOutcome Outcome { get; init; }

    /// <summary>The cache key; for a base, the ChainID of its layers. Null when the step failed before it was known.</summary>
    public string? Key { get; init; }

    /// <summary>Why it was executed, in a few words; null when it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>All that differed, one sentence each.</summary>
    public IReadOnlyList<string>? Differences { get; init; }

    /// <summary>The ingredients of the key.</summary>
    public IReadOnlyList<Ingredient> Ingredients { get; init; } = [];
}
