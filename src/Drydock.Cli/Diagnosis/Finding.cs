namespace Drydock.Cli.Diagnosis;

/// <summary>How much a finding of <c>drydock doctor</c> matters.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Builds run, but something that not every build needs is missing.</summary>
    Lacks,

    /// <summary>Builds with RUN cannot work.</summary>
    Fails,
}

/// <summary>One thing that <c>drydock doctor</c> looked at.</summary>
/// <param name="Subject">What.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Detail">What was found, or what is missing.</param>
/// <param name="Advice">What to do; null when nothing need be done.</param>
internal sealed record Finding(string Subject, Verdict Verdict, string Detail, string? Advice = null);
