using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>The bases are images even when no build argument is given.</summary>
internal sealed class InvalidDefaultArgInFrom() : Check(
    "InvalidDefaultArgInFrom",
    "Default value for global ARG results in an empty or invalid base image name")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        foreach (var (stage, name) in model.DefaultBases)
        {
            if (ImageName.Problem(name) is not null && !IsStageName(model, name))
            {
                yield return Finding(stage.From.Lines, $"Default value for ARG {stage.From.Base} results in empty or invalid base image name");
            }
        }
    }

    /// <summary>A stage may be named in another case than it has; images never have upper case.</summary>
    private static bool IsStageName(CheckModel model, string name) => model.Document.FindStage(name) is not null;
}
