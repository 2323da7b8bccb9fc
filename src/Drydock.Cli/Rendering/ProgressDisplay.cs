using Spectre.Console;

namespace Drydock.Cli.Rendering;

/// <summary>Chooses how a build is shown.</summary>
internal static class ProgressDisplay
{
    private static readonly string[] s_kinds = ["auto", "tty", "plain", "quiet", "rawjson", "none"];

    /// <exception cref="UsageException">The kind is not known.</exception>
    public static IProgressDisplay Create(string? kind, bool quiet, TimeProvider time)
    {
        kind = kind is { Length: > 0 } ? kind : Environment.GetEnvironmentVariable("BUILDKIT_PROGRESS");
        kind = string.IsNullOrEmpty(kind) ? "auto" : kind;
        return kind switch
        {
            _ when quiet => new QuietProgress(),
            "quiet" or "none" => new QuietProgress(),
            "plain" => new PlainProgress(Console.Error),
            "rawjson" => new RawJsonProgress(Console.OpenStandardError()),
            "tty" => new TtyProgress(ErrorConsole(), time),
            "auto" => Console.IsErrorRedirected ? new PlainProgress(Console.Error) : new TtyProgress(ErrorConsole(), time),
            _ => throw new UsageException($"invalid value \"{kind}\" for --progress: one of {string.Join(", ", s_kinds)}"),
        };
    }

    private static IAnsiConsole ErrorConsole() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
