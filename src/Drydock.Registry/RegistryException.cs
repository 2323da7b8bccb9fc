namespace Drydock.Registry;

/// <summary>One error out of the body of a registry's answer.</summary>
/// <param name="Code">The registry's code, such as <c>MANIFEST_UNKNOWN</c>.</param>
/// <param name="Message">The registry's sentence, without control characters and secrets.</param>
/// <remarks>OCI distribution-spec, "Error Codes".</remarks>
public sealed record RegistryError(string Code, string Message);

/// <summary>
/// A request to a registry failed. The message is one sentence that says what, where and why,
/// followed by <see cref="Advice"/>; nothing in it is secret.
/// </summary>
/// <remarks>It is an <see cref="IOException"/>, because blob streams throw it from their reads.</remarks>
public sealed class RegistryException : IOException
{
    /// <summary>Makes an exception with a complete message.</summary>
    public RegistryException(RegistryOutcome outcome, string message, string? advice = null, Exception? inner = null)
        : base(advice is null ? message : $"{message}; {advice}", inner)
    {
        Outcome = outcome;
        Sentence = message;
        Advice = advice;
    }

    /// <summary>What kind of failure it is.</summary>
    public RegistryOutcome Outcome { get; }

    /// <summary>What the user can do next, where there is something to do.</summary>
    public string? Advice { get; }

    /// <summary>The URL asked for, without user information and secret query values.</summary>
    public string? Url { get; init; }

    /// <summary>The HTTP status of the answer, when there was one.</summary>
    public int? Status { get; init; }

    /// <summary>The errors in the body of the answer; empty when it had none.</summary>
    public IReadOnlyList<RegistryError> Errors { get; init; } = [];

    /// <summary>The message without the advice.</summary>
    internal string Sentence { get; }

    /// <summary>Whether the same request may succeed when it is sent again.</summary>
    internal bool IsTransient { get; set; }

    /// <summary>How often at most it makes sense to send it again.</summary>
    internal int RetryLimit { get; init; } = int.MaxValue;

    /// <summary>The host spoken to, for events.</summary>
    internal string? Host { get; init; }

    /// <summary>How long the registry asked to wait.</summary>
    internal TimeSpan? RetryAfter { get; init; }
}
