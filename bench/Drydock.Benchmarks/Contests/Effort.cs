using System.Diagnostics;
using System.Globalization;

namespace Drydock.Benchmarks.Contests;

/// <summary>What a piece of work cost.</summary>
/// <param name="Seconds">Time by the clock.</param>
/// <param name="CpuSeconds">Processor time, user and system, of all processes and threads.</param>
/// <param name="Bytes">What came out; 0 where that does not count.</param>
internal sealed record Effort(double Seconds, double CpuSeconds, long Bytes)
{
    /// <summary>Work of this process. Nothing else may run in it meanwhile.</summary>
    public static Effort Of(Func<long> work)
    {
        using var self = Process.GetCurrentProcess();
        var (cpu, watch) = (self.TotalProcessorTime, Stopwatch.StartNew());
        var bytes = work();
        var seconds = watch.Elapsed.TotalSeconds;
        self.Refresh();
        return new Effort(seconds, (self.TotalProcessorTime - cpu).TotalSeconds, bytes);
    }

    /// <summary>Work of other programs: a script for bash.</summary>
    /// <param name="script">The script.</param>
    /// <param name="result">The file whose size counts, or null.</param>
    public static Effort OfScript(string script, string? result = null)
    {
        var report = Path.GetTempFileName();
        try
        {
            Shell.Run($"/usr/bin/time -f '%e %U %S' -o '{report}' bash -euo pipefail -c {Shell.Quote(script)}");
            var numbers = File.ReadAllLines(report)[^1].Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToList();
            return new Effort(numbers[0], numbers[1] + numbers[2], result is null ? 0 : new FileInfo(result).Length);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
