using Drydock.Build.Graph;

namespace Drydock.Build.Scheduling;

/// <summary>Executes one step whose inputs are done.</summary>
public interface IStepExecutor
{
    /// <summary>Executes the step, or takes its result from the cache.</summary>
    Task<StepResult> ExecuteAsync(BuildStep step, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken);
}

/// <summary>
/// Runs the steps of a graph, each once, as soon as its inputs are done. The first failure cancels
/// what is still running; the failure that is reported is the first one, not one it caused.
/// </summary>
/// <param name="executor">Executes them.</param>
/// <param name="inPlace">Whether steps are executed on the thread that asks for them: where all are only looked up, threads cost more than they save.</param>
/// <param name="cancellationToken">Ends all.</param>
public sealed class StepScheduler(IStepExecutor executor, bool inPlace, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Dictionary<BuildStep, Task<StepResult>> _tasks = [];
    private readonly Lock _lock = new();

    /// <summary>The first failure that was not a cancellation; null while there is none.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The result of a step and, before it, of all it needs.</summary>
    public Task<StepResult> RunAsync(BuildStep step)
    {
        lock (_lock)
        {
            if (!_tasks.TryGetValue(step, out var task))
            {
                // Inputs are always planned before the steps that use them: the graph has no cycles.
                var inputs = step.Inputs.ToHashSet().Select(input => (Step: input, Task: RunAsync(input))).ToList();
                task = inPlace ? ExecuteAsync(step, inputs) : Task.Run(() => ExecuteAsync(step, inputs), CancellationToken.None);
                _tasks.Add(step, task);
            }

            return task;
        }
    }

    /// <summary>Waits until nothing runs any more, whatever came of it.</summary>
    public async Task DrainAsync()
    {
        Task[] all;
        lock (_lock)
        {
            all = [.. _tasks.Values];
        }

        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task<StepResult> ExecuteAsync(BuildStep step, List<(BuildStep Step, Task<StepResult> Task)> inputs)
    {
        var results = new Dictionary<BuildStep, StepResult>(inputs.Count);
        foreach (var input in inputs)
        {
            results[input.Step] = await input.Task;
        }

        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            return await executor.ExecuteAsync(step, results, _stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            lock (_lock)
            {
                Failure ??= e;
            }

            await _stop.CancelAsync();
            throw;
        }
    }
}
