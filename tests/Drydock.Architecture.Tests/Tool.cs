using System.Diagnostics;

namespace Drydock.Architecture.Tests;

/// <summary>Runs a program of the system and waits for it.</summary>
internal static class Tool
{
    /// <summary>Its exit status and all that it printed.</summary>
    public static async Task<(int Status, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
