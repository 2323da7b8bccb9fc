using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Checks;

/// <summary>Runs the build checks over a file.</summary>
public static class CheckRunner
{
    /// <summary>Every check, by name.</summary>
    public static IReadOnlyList<Check> Checks { get; } =
    [
        new ConsistentInstructionCasing(), new CopyIgnoredFile(), new DuplicateStageName(), new ExposeInvalidFormat(),
        new ExposeProtoCasing(), new FromAsCasing(), new FromPlatformFlagConstDisallowed(), new InvalidBaseImagePlatform(),
        new InvalidDefaultArgInFrom(), new InvalidDefinitionDescription(), new JsonArgsRecommended(), new LegacyKeyValueFormat(),
        new MaintainerDeprecated(), new MultipleInstructionsDisallowed(), new NoEmptyContinuation(), new RedundantTargetPlatform(),
        new ReservedStageName(), new SecretsUsedInArgOrEnv(), new StageNameCasing(), new UndefinedArgInFrom(),
        new UndefinedVar(), new WorkdirRelativePath(),
    ];

    /// <summary>Checks a file.</summary>
    /// <param name="document">The file, with or without errors: what comes before the first error is checked.</param>
    /// <param name="environment">What is not in the file.</param>
    public static CheckReport Run(DockerfileDocument document, CheckEnvironment environment)
    {
        CheckOptions options;
        try
        {
            options = CheckOptions.Parse(environment.Options ?? DirectiveParser.Find(document.Text, "check")?.FirstWord ?? "");
        }
        catch (DockerfileException e)
        {
            return new CheckReport([], e.Diagnostic, false);
        }

        var model = CheckModelBuilder.Build(document, environment);
        var findings = new List<Diagnostic>();
        foreach (var check in Checks)
        {
            foreach (var finding in check.Run(model))
            {
                if (options.With(model.CommentsAt(finding.Lines.Start)).Allows(check))
                {
                    findings.Add(finding);
                }
            }
        }

        return new CheckReport(findings.Count == 0 ? [] : [.. findings.OrderBy(f => f.Lines.Start).Distinct()], model.Error, options.FailsOnFindings);
    }
}
