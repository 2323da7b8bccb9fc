using Drydock.Registry.Configuration;
using Polly;
using Polly.Retry;

namespace Drydock.Registry.Http;

/// <summary>Repeats what failed for a passing reason: jittered exponential delays, or what the registry asked for.</summary>
internal static class RetryPipeline
{
    /// <summary>Makes the pipeline for one host's requests.</summary>
    /// <param name="options">Attempts, delays, clock and events.</param>
    /// <param name="maxAttempts">Attempts in all.</param>
    public static ResiliencePipeline Create(RegistryOptions options, int maxAttempts)
    {
        if (maxAttempts <= 1)
        {
            return ResiliencePipeline.Empty;
        }

        var retry = options.Retry;
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        return builder.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is RegistryException { IsTransient: true } e && args.AttemptNumber < e.RetryLimit),
            MaxRetryAttempts = maxAttempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = retry.BaseDelay,
            MaxDelay = retry.MaxDelay,
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as RegistryException)?.RetryAfter),
            OnRetry = args =>
            {
                if (args.Outcome.Exception is RegistryException e)
                {
                    options.OnEvent?.Invoke(new RequestRetried(e.Host ?? "", args.AttemptNumber + 1, args.RetryDelay, e.Sentence));
                }

                return ValueTask.CompletedTask;
            },
        }).Build();
    }
}
