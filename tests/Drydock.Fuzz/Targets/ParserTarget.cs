using Drydock.Dockerfile;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Fuzz.Targets;

/// <summary>The parser: nothing is lost, lines are within the file, and every instruction expands or says why not.</summary>
internal sealed class ParserTarget : FuzzTarget
{
    public override string Name => "parser";

    public override IReadOnlyList<string> Seeds => Targets.Seeds.Dockerfiles;

    public override IReadOnlyList<string> Pieces => Targets.Seeds.Pieces;

    /// <summary>Ranges of ports are drawn out in the history: up to 65536 for each protocol.</summary>
    public override long AllowedBytes => 64 << 20;

    public override int Run(string input)
    {
        var document = DockerfileDocument.Parse(input);
        Require(document.Format() == input, "formatting does not give the text back");
        var lines = input.AsSpan().Count('\n') + 1;
        var behaviour = default(HashCode);
        foreach (var diagnostic in document.Diagnostics)
        {
            Require(diagnostic.Lines.Start <= diagnostic.Lines.End && diagnostic.Lines.End <= lines, $"{diagnostic.Lines} is not within {lines} lines");
            Require(SourceExcerpt.Render(input, "Dockerfile", diagnostic.Lines) is not null, "no excerpt");
            behaviour.Add(diagnostic.Code);
            behaviour.Add(diagnostic.Message.Length > 24 ? diagnostic.Message[..24] : diagnostic.Message);
        }

        foreach (var stage in document.Stages)
        {
            foreach (var instruction in stage.Instructions)
            {
                behaviour.Add(instruction.Name);
                behaviour.Add(instruction.Flags.Count);
                Require(instruction.Lines.Start >= 1 && instruction.Lines.End <= lines, "an instruction is outside of the file");
                Expand(instruction, document.Escape);
            }
        }

        return behaviour.ToHashCode();
    }

    private static void Expand(Instruction instruction, char escape)
    {
        try
        {
            _ = instruction.Expand(name => name.Length % 2 == 0 ? name : null, escape).Value.History;
        }
        catch (DockerfileException e)
        {
            Require(e.Diagnostic.Lines == instruction.Lines, "an error of expansion has no place");
        }
    }
}
