using System.Text;

namespace Drydock.Dockerfile.Instructions;

/// <summary>A file whose content is written in the Dockerfile.</summary>
/// <param name="Name">The name of the heredoc, and of the file.</param>
/// <param name="Content">The content.</param>
/// <param name="Expand">Whether variables in the content are expanded.</param>
public sealed record InlineFile(string Name, string Content, bool Expand);

/// <summary>What COPY and ADD have in common.</summary>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Sources">The paths (for ADD also URLs and git references) to copy.</param>
/// <param name="Files">The files written as heredocs; they come after the sources.</param>
/// <param name="Destination">Where to copy to.</param>
public abstract record FileTransferInstruction(
    InstructionOrigin Origin,
    IReadOnlyList<string> Sources,
    IReadOnlyList<InlineFile> Files,
    string Destination) : Instruction(Origin)
{
    /// <summary>The value of <c>--chown</c>; null without the flag.</summary>
    public string? Chown { get; init; }

    /// <summary>The value of <c>--chmod</c>; null without the flag.</summary>
    public string? Chmod { get; init; }

    /// <summary>Whether the layer is independent of what is below it.</summary>
    public bool Link { get; init; }

    /// <summary>The patterns of <c>--exclude</c>.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Whether the parents of a source are copied with it.</summary>
    public virtual bool KeepsParents => false;

    /// <inheritdoc/>
    public override string History
    {
        get
        {
            var text = new StringBuilder(Name);
            text.Append(KeepsParents ? " --parents" : "");
            AppendFlag(text, "chown", Chown);
            AppendFlag(text, "chmod", Chmod);
            foreach (var source in Sources)
            {
                text.Append(' ').Append(source);
            }

            foreach (var file in Files)
            {
                text.Append(" <<").Append(file.Name);
            }

            return text.Append(' ').Append(Destination).Append(HistoryText.Suffix).ToString();
        }
    }

    internal override Instruction ExpandWith(InstructionExpander expander) => ExpandCommon(expander);

    private protected FileTransferInstruction ExpandCommon(InstructionExpander expander)
    {
        var expanded = this with
        {
            Chown = expander.Optional(Chown),
            Chmod = expander.Optional(Chmod),
            Sources = expander.Each(Sources),
            Destination = expander.Word(Destination),
            Files = [.. Files.Select(f => f.Expand ? f with { Content = expander.Document(f.Content) } : f)],
        };
        TransferRules.Check(expanded);
        return expanded;
    }

    private static void AppendFlag(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(" --").Append(name).Append('=').Append(value);
        }
    }
}
