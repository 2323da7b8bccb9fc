using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>Comments above stages and arguments begin with their name.</summary>
internal sealed class InvalidDefinitionDescription() : Check(
    "InvalidDefinitionDescription",
    "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.")
{
    /// <inheritdoc/>
    public override bool IsExperimental => true;

    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var node in model.Nodes)
        {
            var names = NamesOf(node.Instruction);
            var comment = node.Node.Comments.LastOrDefault(c => CheckOptions.OfComment(c) is null);
            if (names.Count > 0 && comment is not null && !names.Contains(comment.Split(' ')[0]))
            {
                yield return Finding(
                    node.Node.Lines,
                    $"Comment for {node.Instruction!.Name} should follow the format: `# {(names.Count > 1 ? "<arg_key>" : names[0])} <description>`");
            }
        }
    }

    private static List<string> NamesOf(Instruction? instruction) => instruction switch
    {
        FromInstruction { StageName: { } name } => [name],
        ArgInstruction arg => [.. arg.Arguments.Select(a => a.Name)],
        _ => [],
    };
}
