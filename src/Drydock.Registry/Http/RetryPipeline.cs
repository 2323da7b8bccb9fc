using System.Runtime.ExceptionServices;
using Drydock.Registry.Configuration;
using Polly;
using Polly.Retry;

namespace Drydock.Registry.Http;

/// <summary>Repeats what failed for a passing reason: jittered exponential delays, or what the registry asked for.</summary>
/// <remarks>The pipeline is made when something failed: making it takes longer than the only request of many a command.</remarks>
/// <param name="options">Attempts, delays, clock and events.</param>
/// <param name="maxAttempts">Attempts in all.</param>
internal sealed class RetryPipeline(RegistryOptions options, int maxAttempts)
{
    private readonly Lazy<ResiliencePipeline> _pipeline = new(() => Create(options, maxAttempts));

    /// <summary>Does some work until it succeeds, or fails for good.</summary>
    /// <param name="attempt">The work.</param>
    /// <param name="state">What the work needs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> attempt, TState state, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure;
        try
        {
            return await attempt(state, cancellationToken);
        }
        catch (RegistryException e) when (maxAttempts > 1 && e.IsTransient)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        return await _pipeline.Value.ExecuteAsync(
            token =>
            {
                // What was tried already is the pipeline's first attempt.
                Interlocked.Exchange(ref failure, null)?.Throw();
                return attempt(state, token);
            },
            cancellationToken);
    }

    private static ResiliencePipeline Create(RegistryOptions options, int maxAttempts)
    {
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
