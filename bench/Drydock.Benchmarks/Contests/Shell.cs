using System.Diagnostics;

namespace Drydock.Benchmarks.Contests;

/// <summary>Scripts for bash.</summary>
internal static class Shell
{
    /// <summary>Runs one; its output is discarded.</summary>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static void Run(string script)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-euc");
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"bench-layers: exit code {process.ExitCode} of: {script}\n{errors}{output.Result}");
        }
    }

    /// <summary>One word of a script.</summary>
    public static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
