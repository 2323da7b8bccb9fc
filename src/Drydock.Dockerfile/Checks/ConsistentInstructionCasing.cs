using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>Instructions are all in upper or all in lower case.</summary>
internal sealed class ConsistentInstructionCasing() : Check(
    "ConsistentInstructionCasing",
    "All commands within the Dockerfile should use the same casing (either upper or lower)")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        var instructions = model.Stages.SelectMany(s => s.Instructions.Prepend(s.From)).ToList();
        var lower = instructions.Count(i => IsLower(i.Keyword));
        var upper = instructions.Count(i => !IsLower(i.Keyword) && IsUpper(i.Keyword));
        var wantsLower = lower > upper;
        foreach (var instruction in instructions)
        {
            if (wantsLower ? !IsLower(instruction.Keyword) : !IsUpper(instruction.Keyword))
            {
                yield return Finding(
                    instruction.Lines,
                    $"Command '{instruction.Keyword}' should match the case of the command majority ({(wantsLower ? "lowercase" : "uppercase")})");
            }
        }
    }

    private static bool IsLower(string keyword) => !keyword.Any(char.IsUpper);

    private static bool IsUpper(string keyword) => !keyword.Any(char.IsLower);
}
