using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;

namespace Drydock.Dockerfile.Instructions;

/// <summary>A build argument that ARG declares.</summary>
/// <param name="Name">The name.</param>
/// <param name="Default">The default as written, quotes and variables included; null when there is none.</param>
/// <param name="Description">The rest of a comment above that begins with the name; empty if there is none.</param>
public sealed record ArgDeclaration(string Name, string? Default, string Description = "");

/// <summary>ARG: declares build arguments, perhaps with defaults.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Arguments">The arguments in the order written; there is at least one.</param>
/// <remarks>
/// A default is expanded only if it is used, and sees the arguments before it in the same instruction. So
/// <see cref="Instruction.Expand"/> leaves ARG alone: use <see cref="ExpandDefault"/> argument by argument.
/// </remarks>
public sealed record ArgInstruction(InstructionOrigin Origin, IReadOnlyList<ArgDeclaration> Arguments) : Instruction(Origin)
{
    /// <inheritdoc/>
    public override string Name => "ARG";

    /// <summary>Expands the default of one of the arguments.</summary>
    /// <param name="argument">An argument of this instruction that has a default.</param>
    /// <param name="lookup">The variables before this argument.</param>
    /// <param name="escape">The escape character of the file.</param>
    /// <exception cref="DockerfileException">The default cannot be expanded. Its place is set.</exception>
    public Expanded<string> ExpandDefault(ArgDeclaration argument, VariableLookup lookup, char escape = '\\')
    {
        try
        {
            return WordExpander.Word(argument.Default ?? "", lookup, escape);
        }
        catch (DockerfileException e)
        {
            throw e.At(Lines);
        }
    }
}
