using System.Collections.Concurrent;
using Drydock.Build.Graph;
using Drydock.Build.Scheduling;

namespace Drydock.Build.Tests.Scheduling;

public sealed class StepSchedulerTests
{
    private static readonly StepResult s_result = new(Snapshot.Scratch, DateTimeOffset.UnixEpoch, Cached: false);

    [Fact]
    public async Task RunAsync_OfSharedInput_ExecutesEachStepOnce()
    {
        var executor = new Executor();
        using var scheduler = new StepScheduler(executor, inPlace: false, CancellationToken.None);
        var shared = Copy(Base(), null, "shared");
        var top = Copy(Copy(shared, null, "a"), Copy(shared, shared, "b"), "top");
        await Task.WhenAll(scheduler.RunAsync(top), scheduler.RunAsync(top), scheduler.RunAsync(shared));
        Assert.Equal(["a", "b", "base", "shared", "top"], executor.Executed.Order());
    }

    [Fact]
    public async Task RunAsync_OfInputs_WaitsForThemAndHandsThemOn()
    {
        var executor = new Executor();
        using var scheduler = new StepScheduler(executor, inPlace: false, CancellationToken.None);
        var (left, right) = (Copy(Base(), null, "left"), Copy(Base(), null, "right"));
        executor.On["top"] = (inputs, _) =>
        {
            Assert.Equal(2, inputs.Count);
            Assert.Contains("left", executor.Executed);
            Assert.Contains("right", executor.Executed);
            return Task.CompletedTask;
        };
        await scheduler.RunAsync(Copy(left, right, "top"));
    }

    [Fact]
    public async Task RunAsync_OfIndependentSteps_RunsThemTogether()
    {
        var executor = new Executor();
        using var scheduler = new StepScheduler(executor, inPlace: false, CancellationToken.None);
        using var both = new Barrier(2);
        executor.On["left"] = executor.On["right"] = (_, token) =>
        {
            Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(30), token));
            return Task.CompletedTask;
        };
        await scheduler.RunAsync(Copy(Copy(Base(), null, "left"), Copy(Base(), null, "right"), "top"));
    }

    [Fact]
    public async Task RunAsync_OfFailure_StopsTheRestAndReportsTheFirst()
    {
        var executor = new Executor();
        using var scheduler = new StepScheduler(executor, inPlace: false, CancellationToken.None);
        var started = new TaskCompletionSource();
        executor.On["slow"] = async (_, token) =>
        {
            started.SetResult();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, token));
            throw new InvalidOperationException("a consequence");
        };
        executor.On["bad"] = async (_, _) =>
        {
            await started.Task;
            throw new InvalidOperationException("the cause");
        };
        var task = scheduler.RunAsync(Copy(Copy(Base(), null, "slow"), Copy(Base(), null, "bad"), "top"));
        await Assert.ThrowsAnyAsync<Exception>(() => task);
        await scheduler.DrainAsync();
        Assert.Equal("the cause", scheduler.Failure!.Message);
        Assert.DoesNotContain("top", executor.Executed);
    }

    [Fact]
    public async Task RunAsync_OfCancellation_IsNoFailure()
    {
        var executor = new Executor();
        using var source = new CancellationTokenSource();
        using var scheduler = new StepScheduler(executor, inPlace: false, source.Token);
        executor.On["slow"] = async (_, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scheduler.RunAsync(Copy(Copy(Base(), null, "slow"), null, "top")));
        await scheduler.DrainAsync();
        Assert.Null(scheduler.Failure);
        Assert.DoesNotContain("top", executor.Executed);
    }

    private static BaseStep Base() => new() { Title = "base", Stage = "s", Image = null, Reference = "scratch" };

    private static CopyStep Copy(BuildStep parent, BuildStep? from, string title) => new(parent)
    {
        Title = title, Stage = "s", From = from is null ? new NoOrigin() : new StepOrigin(from), Sources = [], Destination = "/",
    };

    /// <summary>Does what a test says for a step, and notes its title when it is done.</summary>
    private sealed class Executor : IStepExecutor
    {
        public ConcurrentBag<string> Executed { get; } = [];

        public Dictionary<string, Func<IReadOnlyDictionary<BuildStep, StepResult>, CancellationToken, Task>> On { get; } = [];

        public async Task<StepResult> ExecuteAsync(BuildStep step, IReadOnlyDictionary<BuildStep, StepResult> inputs, CancellationToken cancellationToken)
        {
            if (On.TryGetValue(step.Title, out var work))
            {
                await work(inputs, cancellationToken);
            }

            Executed.Add(step.Title);
            return s_result;
        }
    }
}
