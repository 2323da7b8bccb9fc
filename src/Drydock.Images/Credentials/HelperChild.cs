using System.Text;
using Drydock.Linux;
using Drydock.Linux.Processes;
using Drydock.Registry.Credentials;

namespace Drydock.Images.Credentials;

/// <summary>
/// Credential helpers as children that are waited for here. A build is process 1 of its namespace, where
/// processes of .NET never learn that they ended (<see cref="ChildProcess"/>).
/// </summary>
public static class HelperChild
{
    /// <summary>Runs a helper to its end: a <see cref="RunHelper"/>.</summary>
    /// <exception cref="HelperStartException">It cannot be started.</exception>
    public static async Task<HelperAnswer> RunAsync(string program, string verb, string input, CancellationToken cancellationToken)
    {
        using var child = Start(program, verb);
        using var output = new StreamReader(child.StandardOutput!, Encoding.UTF8);
        var reading = output.ReadToEndAsync(cancellationToken);
        try
        {
            await child.StandardInput!.WriteAsync(Encoding.UTF8.GetBytes(input), cancellationToken);
            await child.StandardInput.DisposeAsync();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and output say more.
        }

        var exit = await child.WaitAsync(cancellationToken);
        return new HelperAnswer(exit.ShellCode, await reading);
    }

    private static ChildProcess Start(string program, string verb)
    {
        try
        {
            return ChildProcess.Start(new ChildStart(program, [verb]) { StandardInput = Stdio.Pipe, StandardOutput = Stdio.Pipe });
        }
        catch (LinuxException e)
        {
            throw new HelperStartException(e.Message, e);
        }
    }
}
