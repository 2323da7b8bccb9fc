using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Checks;

/// <summary>CMD and ENTRYPOINT are in exec form.</summary>
internal sealed class JsonArgsRecommended() : Check(
    "JSONArgsRecommended",
    "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var step in model.Steps)
        {
            if (!step.Flow.HasShell && CommandOf(step.Written) is { IsShellForm: true })
            {
                yield return Finding(
                    step.Written.Lines,
                    $"JSON arguments recommended for {step.Written.Keyword} to prevent unintended behavior related to OS signals");
            }
        }
    }

    private static Command? CommandOf(Instruction instruction) => instruction switch
    {
        CmdInstruction cmd => cmd.Command,
        EntrypointInstruction entrypoint => entrypoint.Command,
        _ => null,
    };
}
