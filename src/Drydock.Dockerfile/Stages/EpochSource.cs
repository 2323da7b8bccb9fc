using System.Globalization;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Stages;

/// <summary>Where the value of SOURCE_DATE_EPOCH comes from.</summary>
/// <param name="Seconds">The time itself, in seconds since 1970; null when it is the time of a source.</param>
/// <param name="Context">The context whose time it is: <c>context</c> for the build context, else a named one; null if none.</param>
/// <param name="Stage">The stage whose only ADD it is the time of; null if none.</param>
public sealed record EpochSource(long? Seconds, string? Context = null, Stage? Stage = null)
{
    /// <summary>The build argument that sets it.</summary>
    public const string Argument = "SOURCE_DATE_EPOCH";

    /// <summary>The ADD of <see cref="Stage"/>, expanded; null without a stage.</summary>
    public AddInstruction? Add { get; init; }

    /// <summary>Reads the argument: a number, <c>context</c>, a named context, or a stage that only fetches.</summary>
    /// <param name="document">The file.</param>
    /// <param name="globals">The global arguments and the values of the command line.</param>
    /// <param name="isNamedContext">Whether a name is that of a named context.</param>
    /// <returns>Null when the argument is unset or empty.</returns>
    /// <exception cref="DockerfileException">The value is none of these, or the stage does more than fetch one source.</exception>
    public static EpochSource? Find(DockerfileDocument document, GlobalScope globals, Func<string, bool>? isNamedContext = null)
    {
        var value = globals.BuildArg(Argument) ?? globals.Lookup(Argument);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            return new EpochSource(seconds);
        }

        if (value == "context" || isNamedContext?.Invoke(value) == true)
        {
            return new EpochSource(null, value);
        }

        var stage = document.Stages.FirstOrDefault(s => value.Equals(s.Name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DockerfileException(
                DiagnosticCodes.InvalidReference,
                $"invalid {Argument}: {value}",
                "Give a number of seconds since 1970, 'context', or the name of a stage with one remote ADD");
        try
        {
            return new EpochSource(null, null, stage) { Add = OnlyAdd(stage, globals, document.Escape) };
        }
        catch (DockerfileException e)
        {
            throw e.At(stage.From.Lines);
        }
    }

    /// <summary>The stage begins from nothing and has one ADD of one remote source; ARG may help.</summary>
    private static AddInstruction OnlyAdd(Stage stage, GlobalScope globals, char escape)
    {
        var from = (FromInstruction)stage.From.Expand(globals.Lookup, escape).Value;
        if (from.Base != FromInstruction.Scratch)
        {
            throw Error($"{Argument} stage must use FROM scratch");
        }

        var scope = new StageScope(globals.Variables.Environment);
        AddInstruction? add = null;
        foreach (var instruction in stage.Instructions)
        {
            switch (instruction)
            {
                case ArgInstruction arg:
                    _ = scope.Apply(arg, globals, escape);
                    break;
                case AddInstruction when add is not null:
                    throw Error($"{Argument} stage must contain exactly one remote ADD");
                case AddInstruction first:
                    add = (AddInstruction)first.Expand(scope.Lookup, escape).Value;
                    break;
                default:
                    throw Error($"{Argument} stage does not meet source-only requirements: unsupported {instruction.Keyword} instruction");
            }
        }

        if (add is null)
        {
            throw Error($"{Argument} stage must contain exactly one remote ADD");
        }

        if (add.Files.Count > 0 || add.Sources.Count != 1)
        {
            throw Error($"{Argument} stage must contain exactly one remote ADD source");
        }

        return RemoteSource.IsHttp(add.Sources[0]) || RemoteSource.IsGit(add.Sources[0])
            ? add
            : throw Error($"{Argument} stage source must be a single HTTP(S) or Git ADD");
    }

    private static DockerfileException Error(string message) => new(DiagnosticCodes.InvalidReference, message);
}
