using System.Diagnostics;
using System.Text;

namespace Drydock.Layers.Tests.Support;

/// <summary>Runs real programs: GNU tar, Python, umoci, gzip.</summary>
internal static class Tool
{
    public static byte[] Run(string program, params string[] arguments) => Run(null, program, arguments);

    public static byte[] Run(byte[]? input, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var feeding = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input ?? []);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // The program ended without reading all: its exit code says what that means.
            }
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feeding.Wait();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}\n{errors.Result}\n{Encoding.UTF8.GetString(output.ToArray())}");
        }

        return output.ToArray();
    }

    public static byte[] Shell(string script, params string[] arguments) => Run("bash", ["-euc", script, "bash", .. arguments]);

    public static byte[] Python(string script, params string[] arguments) => Run("python3", ["-c", script, .. arguments]);
}
