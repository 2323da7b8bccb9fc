namespace Drydock.Conformance;

/// <summary>What became of one case.</summary>
internal enum Outcome
{
    /// <summary>The product answers as the corpus says.</summary>
    Passed,

    /// <summary>It answers otherwise, and nobody said that it may.</summary>
    Failed,

    /// <summary>The case cannot be judged.</summary>
    Skipped,

    /// <summary>It answers otherwise, as docs/differences.md says it does.</summary>
    Divergent,
}

/// <summary>The verdict on one case of a suite.</summary>
/// <param name="Id">The case's <c>id</c> in the corpus.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">The first difference, or the reason for skipping; empty when passed.</param>
internal sealed record CaseResult(string Id, Outcome Outcome, string Detail)
{
    /// <summary>The product answers as the corpus says.</summary>
    public static CaseResult Passed(string id) => new(id, Outcome.Passed, "");

    /// <summary>The product answers otherwise.</summary>
    public static CaseResult Failed(string id, string firstDifference) => new(id, Outcome.Failed, firstDifference);

    /// <summary>The case cannot be judged.</summary>
    public static CaseResult Skipped(string id, string reason) => new(id, Outcome.Skipped, reason);
}
