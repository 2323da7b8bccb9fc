namespace Drydock.Conformance.Suites;

/// <summary>Every suite this program judges, in the order of its report.</summary>
internal static class AllSuites
{
    /// <summary>New instances of the suites.</summary>
    public static IReadOnlyList<Suite> Create() =>
    [
        new DockerfileParserAst(),
        new DockerfileParserNegative(),
        new DockerfileParserMisc(),
        new DockerfileHeredoc(),
        new DockerfileDirectives(),
        new DockerfileInstructionErrors(),
        new ShellExpansion(),
        new DockerfileCorpusAst(),
        new DockerfilePlan(),
        new LintRulesTests(),
        new LintRulesDocs(),
        new DockerfileCorpusLint(),
        new DockerignoreFileSuite(),
        new DockerignoreMatchSuite(),
        new GitRefSuite(),
        new ImageReferenceSuite(),
        new OciSchemaSuite(),
        new PlatformSpecSuite(),
    ];
}
