namespace Drydock.Conformance.Suites;

/// <summary>Every suite this program judges, in the order of its report.</summary>
internal static class AllSuites
{
    /// <summary>New instances of the suites.</summary>
    public static IReadOnlyList<Suite> Create() =>
    [
        new DockerignoreFileSuite(),
        new DockerignoreMatchSuite(),
        new GitRefSuite(),
        new ImageReferenceSuite(),
        new OciSchemaSuite(),
        new PlatformSpecSuite(),
    ];
}
