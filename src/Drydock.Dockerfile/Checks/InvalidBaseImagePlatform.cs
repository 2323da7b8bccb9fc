using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>Base images are of the platform that is wanted.</summary>
internal sealed class InvalidBaseImagePlatform() : Check(
    "InvalidBaseImagePlatform",
    "Base image platform does not match expected target platform")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model) =>
        model.Mismatches.Select(m => Finding(
            m.Stage.From.Lines,
            $"Base image {m.Stage.From.Base} was pulled with platform {GoQuote.Quote(m.Actual)}, expected {GoQuote.Quote(m.Wanted)} for current build"));
}
