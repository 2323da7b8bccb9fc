namespace Drydock.Dockerfile.Instructions;

/// <summary>COPY: copies files of the context, of another stage or of an image.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Sources">The paths to copy.</param>
/// <param name="Files">The files written as heredocs; they come after the sources.</param>
/// <param name="Destination">Where to copy to.</param>
public sealed record CopyInstruction(
    InstructionOrigin Origin,
    IReadOnlyList<string> Sources,
    IReadOnlyList<InlineFile> Files,
    string Destination) : FileTransferInstruction(Origin, Sources, Files, Destination)
{
    /// <inheritdoc/>
    public override string Name => "COPY";

    /// <summary>The stage, image or named context to copy from; null for the context. Variables are not expanded in it.</summary>
    public string? From { get; init; }

    /// <summary>Whether the parents of a source are copied with it.</summary>
    public bool Parents { get; init; }

    /// <inheritdoc/>
    public override bool KeepsParents => Parents;
}
