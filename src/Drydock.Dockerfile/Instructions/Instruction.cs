using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Expansion;

namespace Drydock.Dockerfile.Instructions;

/// <summary>One instruction of a Dockerfile, understood.</summary>
/// <param name="Origin">Where it comes from.</param>
public abstract record Instruction(InstructionOrigin Origin)
{
    /// <summary>The keyword in upper case: <c>COPY</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The keyword as written.</summary>
    public string Keyword => Origin.Keyword;

    /// <summary>The lines it covers.</summary>
    public LineRange Lines => Origin.Lines;

    /// <summary>The whole instruction: continuation lines joined, heredocs left out.</summary>
    public string Source => Origin.Source;

    /// <summary>The flags as written.</summary>
    public IReadOnlyList<string> Flags => Origin.Flags;

    /// <summary>The comment lines above it.</summary>
    public IReadOnlyList<string> Comments => Origin.Comments;

    /// <summary>
    /// The history entry (<c>created_by</c>) of the instruction as it stands, after <see cref="Expand"/>;
    /// null where it depends on the build (RUN, CMD, ENTRYPOINT, WORKDIR: see <see cref="HistoryText"/>) or there is none.
    /// </summary>
    public virtual string? History => null;

    /// <summary>
    /// The instruction with its variables expanded, where this kind of instruction has them expanded. Values
    /// that the instruction itself sets are not seen by it.
    /// </summary>
    /// <param name="lookup">The variables before this instruction.</param>
    /// <param name="escape">The escape character of the file.</param>
    /// <exception cref="DockerfileException">A word cannot be expanded, or the expanded value is not allowed. Its place is set.</exception>
    public Expanded<Instruction> Expand(VariableLookup lookup, char escape = '\\')
    {
        var expander = new InstructionExpander(lookup, escape);
        try
        {
            return new Expanded<Instruction>(ExpandWith(expander), expander.Matched, expander.Unmatched);
        }
        catch (DockerfileException e)
        {
            throw e.At(Lines);
        }
    }

    /// <summary>Expands the parts that are expanded in this kind of instruction; by default none.</summary>
    internal virtual Instruction ExpandWith(InstructionExpander expander) => this;
}
