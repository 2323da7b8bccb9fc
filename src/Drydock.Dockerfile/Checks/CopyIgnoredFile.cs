using Drydock.Dockerfile.Diagnostics;
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
        if (model.Environment.IgnoreFile is not { HasExceptions: false } ignore)
        {
            yield break;
        }

        foreach (var step in model.Steps)
        {
            if (step.Expanded is not FileTransferInstruction transfer || transfer is CopyInstruction { From: not null })
            {
                continue;
            }

            var verb = transfer is AddInstruction ? "Add" : "Copy";
            foreach (var source in transfer.Sources.Where(s => !RemoteSource.IsHttp(s) && !RemoteSource.IsGit(s)).Select(CleanPath.Of))
            {
                var isRoot = source is "." or "/";
                if (isRoot ? ignore.IgnoresEverything : ignore.Ignores(source.TrimStart('/')))
                {
                    yield return Finding(
                        transfer.Lines, $"Attempting to {verb} file {GoQuote.Quote(source)} that is excluded by .dockerignore");
                }
            }
        }
    }
}
