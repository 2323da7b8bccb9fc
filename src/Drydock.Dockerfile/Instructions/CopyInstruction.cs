namespace Drydock.Dockerfile.Instructions;

/// <summary>COPY: copies files of the context, of another stage or of an image.</summary>
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
