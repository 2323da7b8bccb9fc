namespace Drydock.Dockerfile.Instructions;

/// <summary>RUN: executes a command in the file system built so far.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Command">The command; its variables are left to the shell.</param>
public sealed record RunInstruction(InstructionOrigin Origin, Command Command) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "RUN";

    /// <summary>
    /// The mounts. Until the instruction is expanded a mount that cannot be read yet has only its
    /// <see cref="RunMount.Text"/> and its <see cref="RunMount.From"/>.
    /// </summary>
    public IReadOnlyList<RunMount> Mounts { get; init; } = [];

    /// <summary><c>default</c>, <c>none</c> or <c>host</c>.</summary>
    public string Network { get; init; } = "default";

    /// <summary><c>sandbox</c> or <c>insecure</c>.</summary>
    public string Security { get; init; } = "sandbox";

    /// <summary>The devices asked for.</summary>
    public IReadOnlyList<RunDevice> Devices { get; init; } = [];

    /// <summary>How the command is started: the heredoc forms of RUN resolved.</summary>
    /// <param name="shell">What reads the shell form.</param>
    public RunScript Script(IReadOnlyList<string> shell) => RunScript.Of(Command, shell);

    internal override Instruction ExpandWith(InstructionExpander expander) =>
        Mounts.Count == 0 ? this : this with { Mounts = [.. Mounts.Select(m => RunMountParser.Parse(m.Text, expander.Word))] };
}
