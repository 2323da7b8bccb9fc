using System.Text;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>How the command of a RUN is started.</summary>
/// <param name="Arguments">The program and its arguments.</param>
/// <param name="File">A file to mount read-only, mode 0755, before; null if there is none.</param>
/// <remarks>
/// A RUN that is only a heredoc is a script: with <c>#!</c> it becomes a file that the shell starts, else
/// the shell reads it. With any other text the heredocs are handed on to the shell, which reads them itself.
/// </remarks>
public sealed record RunScript(IReadOnlyList<string> Arguments, RunScriptFile? File)
{
    /// <summary>The directory in which script files appear.</summary>
    public const string Directory = "/dev/pipes/";

    internal static RunScript Of(Command command, IReadOnlyList<string> shell)
    {
        if (command.Heredocs.Count == 0 || !command.IsShellForm)
        {
            return new RunScript(command.WithShell(shell), null);
        }

        var text = command.ShellText;
        if (IsOnlyHeredoc(text))
        {
            var document = command.Heredocs[0];
            return document.Text.StartsWith("#!", StringComparison.Ordinal)
                ? new RunScript([.. shell, Directory + document.Name], new RunScriptFile(document.Name, document.Text))
                : new RunScript([.. shell, document.Text], null);
        }

        var whole = new StringBuilder(text);
        foreach (var document in command.Heredocs)
        {
            whole.Append('\n').Append(document.Content).Append(document.Name);
        }

        return new RunScript([.. shell, whole.ToString()], null);
    }

    private static bool IsOnlyHeredoc(string text)
    {
        try
        {
            return HeredocParser.ParseWord(text) is not null;
        }
        catch (Diagnostics.DockerfileException)
        {
            return false;
        }
    }
}

/// <summary>A script written in the Dockerfile that is started as a file.</summary>
/// <param name="Name">The name of the file in <see cref="RunScript.Directory"/>.</param>
/// <param name="Content">The content.</param>
public sealed record RunScriptFile(string Name, string Content);
