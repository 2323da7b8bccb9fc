using System.Text;

namespace Drydock.Testing;

/// <summary>How a program ended, and what it said.</summary>
public sealed record CommandResult(string Command, int ExitCode, byte[] OutputBytes, string Errors)
{
    /// <summary>Standard output as text.</summary>
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>Both streams, for messages about a failed test.</summary>
    public string Everything => $"{Command}\nexit code {ExitCode}\n{Output}{Errors}";

    /// <summary>This, if the program ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public CommandResult Succeeded() => ExitCode == 0 ? this : throw new InvalidOperationException(Everything);

    /// <summary>This, if the program failed.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public CommandResult Failed() => ExitCode != 0 ? this : throw new InvalidOperationException("this should have failed: " + Everything);
}
