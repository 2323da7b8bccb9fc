namespace Drydock.Dockerfile.Instructions;

/// <summary>ADD: copies files of the context, unpacking archives, or fetches URLs and git repositories.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Sources">The paths, URLs and git references to copy.</param>
/// <param name="Files">The files written as heredocs; they come after the sources.</param>
/// <param name="Destination">Where to copy to.</param>
public sealed record AddInstruction(
    InstructionOrigin Origin,
    IReadOnlyList<string> Sources,
    IReadOnlyList<InlineFile> Files,
    string Destination) : FileTransferInstruction(Origin, Sources, Files, Destination)
{
    /// <inheritdoc/>
    public override string Name => "ADD";

    /// <summary>The value of <c>--checksum</c>: a digest for a URL, a commit for git; null without the flag.</summary>
    public string? Checksum { get; init; }

    /// <summary>Whether <c>.git</c> is kept; null when the flag was not given.</summary>
    public bool? KeepGitDir { get; init; }

    /// <summary>Whether archives are unpacked; null when the flag was not given: local ones are, fetched ones are not.</summary>
    public bool? Unpack { get; init; }

    internal override Instruction ExpandWith(InstructionExpander expander)
    {
        var withChecksum = this with { Checksum = expander.Optional(Checksum) };
        return withChecksum.ExpandCommon(expander);
    }
}
