using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Stages;

/// <summary>What one FROM begins.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="From">The FROM.</param>
/// <param name="Instructions">The instructions that follow, up to the next FROM.</param>
public sealed record Stage(int Index, FromInstruction From, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>Its name in lower case; null when it has none.</summary>
    public string? Name => From.StageName;

    /// <summary>Its name as written; null when it has none.</summary>
    public string? OriginalName => From.WrittenStageName;

    /// <summary>The platform as written; null when it has none.</summary>
    public string? Platform => From.Platform;

    /// <summary>The rest of a comment above that begins with its name; empty if there is none.</summary>
    public string Description => Drydock.Dockerfile.Instructions.Description.Of(Name, From.Comments);

    /// <summary>Its name, or <c>stage-N</c> when it has none.</summary>
    public string DisplayName => Name ?? $"stage-{Index}";

    /// <summary>From its FROM to its last instruction.</summary>
    public LineRange Lines => new(From.Lines.Start, Instructions.Count == 0 ? From.Lines.End : Instructions[^1].Lines.End);
}
