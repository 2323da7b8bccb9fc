using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>No line is empty within a continued instruction.</summary>
internal sealed class NoEmptyContinuation() : Check(
    "NoEmptyContinuation",
    "Empty continuation lines will become errors in a future release")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model) =>
        model.Document.Tree.Diagnostics.Count > 0
            ? []
            : model.Document.Tree.EmptyContinuations.Select(line => Finding(new LineRange(line), "Empty continuation line"));
}
