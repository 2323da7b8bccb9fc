namespace Drydock.Registry.Configuration;

/// <summary>How often and how long failing requests are repeated: jittered exponential, bounded.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all, the first included.</summary>
    /// <value>5: with the delays below about 8 seconds, enough for a registry that restarts behind a load balancer.</value>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The delay before the second attempt, before jitter.</summary>
    /// <value>500 ms.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay that this side chooses.</summary>
    /// <value>15 s.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest <c>Retry-After</c> that is waited for; a longer one fails at once.</summary>
    /// <value>90 s.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(90);
}
