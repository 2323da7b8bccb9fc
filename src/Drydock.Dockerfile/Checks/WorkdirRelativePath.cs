using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>The first WORKDIR of a stage is absolute.</summary>
internal sealed class WorkdirRelativePath() : Check(
    "WorkdirRelativePath",
    "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var step in model.Steps)
        {
            if (!step.Flow.HasWorkdir && step.Expanded is WorkdirInstruction { Path: var path } && !path.StartsWith('/'))
            {
                yield return Finding(
                    step.Written.Lines,
                    $"Relative workdir {GoQuote.Quote(path)} can have unexpected results if the base image changes");
            }
        }
    }
}
