using System.Diagnostics;

namespace Drydock.Fuzz;

/// <summary>Gives input to a target and watches what it costs.</summary>
internal sealed class Judge(FuzzTarget target)
{
    /// <summary>Long enough for a busy machine: it is there for running times that explode.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>The most that one input made the target allocate, in bytes.</summary>
    public long MostBytes { get; private set; }

    /// <summary>The longest that one input took.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Runs the target.</summary>
    /// <param name="input">The input.</param>
    /// <param name="behaviour">What <see cref="FuzzTarget.Run"/> returned.</param>
    /// <returns>What went wrong; null when nothing did.</returns>
    public Finding? Try(string input, out int behaviour)
    {
        behaviour = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        try
        {
            behaviour = target.Run(input);
        }
        catch (Exception e)
        {
            return new Finding(input, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} ({e.StackTrace?.Split('\n')[0].Trim()})");
        }

        var time = Stopwatch.GetElapsedTime(start);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        MostBytes = Math.Max(MostBytes, bytes);
        Longest = time > Longest ? time : Longest;
        var allowed = target.AllowedBytes + (target.AllowedBytesPerUnit * input.Length);
        return bytes > allowed ? new Finding(input, $"allocated {bytes} bytes, {allowed} are allowed for {input.Length} characters")
            : time > s_limit ? new Finding(input, $"took {time.TotalSeconds:F1} s")
            : null;
    }
}
