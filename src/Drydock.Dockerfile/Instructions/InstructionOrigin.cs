using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Where an instruction comes from.</summary>
/// <param name="Keyword">The keyword as written, in whatever case.</param>
/// <param name="Source">The whole instruction: continuation lines joined, heredocs left out.</param>
/// <param name="Lines">The lines it covers, continuations and heredocs included.</param>
/// <param name="Flags">The flags as written, without quotes: <c>--from=build</c>.</param>
/// <param name="Comments">The comment lines above it, without <c>#</c>.</param>
public sealed record InstructionOrigin(
    string Keyword,
    string Source,
    LineRange Lines,
    IReadOnlyList<string> Flags,
    IReadOnlyList<string> Comments)
{
    /// <summary>The origin of an instruction that was divided into words.</summary>
    public static InstructionOrigin Of(SyntaxNode node) =>
        new(node.Keyword, node.Source.Trim(), node.Lines, node.Flags, node.Comments);
}
