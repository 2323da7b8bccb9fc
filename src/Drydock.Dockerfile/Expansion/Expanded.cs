namespace Drydock.Dockerfile.Expansion;

/// <summary>The result of an expansion, and the variables it looked at.</summary>
/// <param name="Value">What was expanded.</param>
/// <param name="Matched">The names that were set.</param>
/// <param name="Unmatched">The names that were not set.</param>
public sealed record Expanded<T>(T Value, IReadOnlySet<string> Matched, IReadOnlySet<string> Unmatched);
