using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Ignore;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>COPY and ADD do not name what .dockerignore leaves out.</summary>
internal sealed class CopyIgnoredFile() : Check(
    "CopyIgnoredFile",
    "Attempting to Copy file that is excluded by .dockerignore")
{
    internal override IEnumerable<Diagnostic> Run(CheckModel model)
    {
        // With exceptions one cannot tell: a directory may be left out and a file in it not.
        var matcher = Matcher(model.Environment.IgnorePatterns);
        if (matcher.IsEmpty || matcher.HasExceptions)
        {
            yield break;
        }

        var ignoresEverything = model.Environment.IgnorePatterns.Any(p => p.Text is "*" or "**" or "**/*");
        foreach (var step in model.Steps)
        {
            if (step.Expanded is not FileTransferInstruction transfer || transfer is CopyInstruction { From: not null })
            {
                continue;
            }

            var verb = transfer is AddInstruction ? "Add" : "Copy";
            foreach (var source in transfer.Sources.Where(s => !RemoteSource.IsHttp(s) && !RemoteSource.IsGit(s)).Select(SlashPath.Clean))
            {
                if (source is "." or "/" ? ignoresEverything : matcher.IsExcluded(source.TrimStart('/')))
                {
                    yield return Finding(
                        transfer.Lines, $"Attempting to {verb} file {GoQuote.Quote(source)} that is excluded by .dockerignore");
                }
            }
        }
    }

    private static IgnoreMatcher Matcher(IReadOnlyList<IgnorePattern> patterns)
    {
        try
        {
            return IgnoreMatcher.Create(patterns);
        }
        catch (IgnorePatternException)
        {
            // The build refuses the file; that is not the matter of a check.
            return IgnoreMatcher.None;
        }
    }
}
