namespace Drydock.Dockerfile.Diagnostics;

/// <summary>The codes of the errors this library reports. They are stable: tools may match on them.</summary>
public static class DiagnosticCodes
{
    /// <summary>The file is empty, or has no instruction or no stage.</summary>
    public const string NothingToBuild = "NothingToBuild";

    /// <summary>A line is longer than the format allows.</summary>
    public const string LineTooLong = "LineTooLong";

    /// <summary>A parser directive is repeated or has a value that is not allowed.</summary>
    public const string InvalidDirective = "InvalidDirective";

    /// <summary>A heredoc's end was not found, or its name cannot be read.</summary>
    public const string InvalidHeredoc = "InvalidHeredoc";

    /// <summary>The first word of a line is no instruction.</summary>
    public const string UnknownInstruction = "UnknownInstruction";

    /// <summary>An instruction has the wrong number of arguments or one that cannot be used.</summary>
    public const string InvalidArguments = "InvalidArguments";

    /// <summary>A flag is unknown, repeated, or lacks its value.</summary>
    public const string InvalidFlag = "InvalidFlag";

    /// <summary>An instruction comes before the first FROM.</summary>
    public const string NoStage = "NoStage";

    /// <summary>A variable could not be expanded.</summary>
    public const string InvalidExpansion = "InvalidExpansion";

    /// <summary>FROM, <c>--from</c> or the target names what cannot be used there.</summary>
    public const string InvalidReference = "InvalidReference";

    /// <summary>Stages need one another in a circle.</summary>
    public const string CircularDependency = "CircularDependency";

    /// <summary>Findings of the build checks fail the build, as its options ask for.</summary>
    public const string CheckFailed = "CheckFailed";

    /// <summary>The options of the build checks cannot be read.</summary>
    public const string InvalidCheckOption = "InvalidCheckOption";
}
