using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>The command of RUN, CMD or ENTRYPOINT.</summary>
/// <param name="IsShellForm">True when a shell reads it, false when it was written as a JSON array (exec form).</param>
/// <param name="Arguments">The words of the exec form; in shell form the whole text as one, or none.</param>
/// <param name="Heredocs">The documents below it (RUN only).</param>
public sealed record Command(bool IsShellForm, IReadOnlyList<string> Arguments, IReadOnlyList<Heredoc> Heredocs)
{
    /// <summary>The text a shell reads; empty in exec form.</summary>
    public string ShellText => IsShellForm && Arguments.Count > 0 ? Arguments[0] : "";

    /// <summary>The program and its arguments.</summary>
    /// <param name="shell">What reads the shell form.</param>
    public IReadOnlyList<string> WithShell(IReadOnlyList<string> shell) =>
        IsShellForm ? [.. shell, ShellText] : Arguments;

    internal static Command Of(SyntaxNode node) =>
        node.IsJson ? new Command(false, node.Arguments, []) : new Command(true, node.Arguments, node.Heredocs);
}
