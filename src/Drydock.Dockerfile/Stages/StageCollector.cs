using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Stages;

/// <summary>Sorts instructions, as they come, into meta arguments and stages.</summary>
internal sealed class StageCollector
{
    private readonly List<ArgInstruction> _metaArgs = [];
    private readonly List<Stage> _stages = [];
    private List<Instruction> _instructions = [];
    private bool _lostStage;

    public IReadOnlyList<ArgInstruction> MetaArgs => _metaArgs;

    public int Count => _stages.Count;

    /// <summary>Takes the next instruction.</summary>
    /// <exception cref="DockerfileException">It needs a stage, and there is none yet.</exception>
    public void Add(Instruction instruction)
    {
        switch (instruction)
        {
            case FromInstruction from:
                _instructions = [];
                _stages.Add(new Stage(_stages.Count, from, _instructions));
                break;
            case ArgInstruction arg when _stages.Count == 0 && !_lostStage:
                _metaArgs.Add(arg);
                break;
            case var _ when _stages.Count == 0 && !_lostStage:
                throw new DockerfileException(Diagnostic.Error(
                    DiagnosticCodes.NoStage,
                    "no build stage in current context",
                    instruction.Lines,
                    "Only ARG may come before the first FROM"));
            default:
                _instructions.Add(instruction);
                break;
        }
    }

    /// <summary>Passes over an instruction with an error. What follows a bad FROM is not said to lack a stage.</summary>
    public void Skip(SyntaxNode node)
    {
        if (node.Is("FROM"))
        {
            _lostStage = true;
            _instructions = [];
        }
    }

    public IReadOnlyList<Stage> Finish() => _stages;
}
