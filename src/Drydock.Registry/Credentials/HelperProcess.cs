using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Drydock.Registry.Credentials;

/// <summary>Helpers as processes of .NET.</summary>
internal static class HelperProcess
{
    public static async Task<HelperAnswer> RunAsync(string program, string verb, string input, CancellationToken cancellationToken)
    {
        using var process = Start(program, verb);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            _ = await errors;
            return new HelperAnswer(process.ExitCode, await output);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    private static Process Start(string program, string verb)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program)
            {
                ArgumentList = { verb },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            })!;
        }
        catch (Win32Exception e)
        {
            throw new HelperStartException(e.Message, e);
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and output say more.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
