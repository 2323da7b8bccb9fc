namespace Drydock.Fuzz;

/// <summary>Input that a target does not bear.</summary>
/// <param name="Input">The input.</param>
/// <param name="What">What happened, in one line.</param>
internal sealed record Finding(string Input, string What);
