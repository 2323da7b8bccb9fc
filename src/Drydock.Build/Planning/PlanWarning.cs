using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;

namespace Drydock.Build.Planning;

/// <summary>A place where this builder and others, or the documentation, do not agree. docs/differences.md has the list.</summary>
internal static class PlanWarning
{
    /// <summary>FROM names a stage in another case than others look it up in.</summary>
    public static Diagnostic? CaseOfStage(StageNode node) => node.BaseStage is not null && node.Base.Any(char.IsUpper)
        ? Warning(
            "StageNameCaseInFrom",
            $"FROM {node.Base} means the stage {node.Base.ToLowerInvariant()} here; other builders look for an image of that name",
            node.Stage.From.Lines,
            "Write the name in lower case")
        : null;

    /// <summary>An ARG comes after an ENV of the same name.</summary>
    public static Diagnostic ArgumentOverEnvironment(string name, LineRange lines) => Warning(
        "ArgOverridesEnv",
        $"ARG {name} comes after ENV {name} and wins in the steps that follow, while the image keeps the value of ENV",
        lines,
        "Give one of them another name, or let ENV come last");

    /// <summary>A name in <c>--chown</c> is unknown in the image.</summary>
    public static Diagnostic UnknownOwner(string owner, string reason, LineRange lines) => Warning(
        "UnknownOwner",
        $"--chown={owner}: {reason}; the files belong to user 0 or to the user's group, as with other builders",
        lines,
        "Make the user or group before, or give a number");

    /// <summary>A shared cache cannot be read; the build goes on without.</summary>
    public static Diagnostic CacheNotRead(string name, string reason) => new("CacheNotRead", Severity.Warning, $"the cache {name} is not used: {reason}", LineRange.None);

    /// <summary>A shared cache cannot be written; the image is made all the same.</summary>
    public static Diagnostic CacheNotWritten(string name, string reason) =>
        new("CacheNotWritten", Severity.Warning, $"the cache was not exported to {name}: {reason}", LineRange.None, "With ignore-error=false this is an error");

    private static Diagnostic Warning(string code, string message, LineRange lines, string hint) =>
        new(code, Severity.Warning, message, lines, hint, "docs/differences.md");
}
