using System.CommandLine;
using System.CommandLine.Parsing;
using Drydock.Cli.Rendering;
using Drydock.Dockerfile.Stages;

namespace Drydock.Cli.Arguments;

/// <summary>What is wrong with a command line.</summary>
/// <param name="Text">What, and what to do.</param>
/// <param name="ExitCode">As docker's: 125 for a flag, 1 for a command that there is not, and for a missing or surplus argument.</param>
internal sealed record ArgumentError(string Text, int ExitCode);

/// <summary>Errors of the command line in docker's words, with the nearest flag or command named.</summary>
internal static class ArgumentErrors
{
    /// <summary>The first thing that is wrong, or null.</summary>
    public static ArgumentError? Find(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var known = AllOptions(result.CommandResult).SelectMany(o => o.Aliases.Prepend(o.Name)).ToList();
        if (UnknownFlag(result, known) is { } flag)
        {
            var name = flag.Split('=', 2)[0];
            var hint = Suggestion.Nearest(name, known) is { } nearest ? $"\ndid you mean {nearest}?" : "";
            return new ArgumentError($"unknown flag: {name}{hint}{SeeHelp(result)}", ErrorReport.UsageExitCode);
        }

        if (result.Errors.Count == 0)
        {
            return null;
        }

        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count > 0)
        {
            var hint = Suggestion.Nearest(result.UnmatchedTokens[0], command.Subcommands.Select(c => c.Name)) is { } nearest ? $"\ndid you mean \"{nearest}\"?" : "";
            return new ArgumentError($"unknown command: {CommandPath(result)} {result.UnmatchedTokens[0]}{hint}{SeeHelp(result)}", 1);
        }

        return MissingOrSurplus(result) is { } count
            ? new ArgumentError(count + SeeHelp(result), 1)
            : new ArgumentError(result.Errors[0].Message + SeeHelp(result), ErrorReport.UsageExitCode);
    }

    private static string? MissingOrSurplus(ParseResult result)
    {
        var missing = result.CommandResult.Children.OfType<ArgumentResult>().Select(a => a.Argument)
            .Concat(result.CommandResult.Command.Arguments)
            .FirstOrDefault(a => a.Arity.MinimumNumberOfValues > (result.GetResult(a)?.Tokens.Count ?? 0));
        if (missing is not null)
        {
            return $"\"{CommandPath(result)}\" needs {missing.HelpName ?? missing.Name}{(missing.Description is { } what ? $": {what}" : "")}";
        }

        return result.UnmatchedTokens.Count > 0
            ? $"\"{CommandPath(result)}\" takes no further argument: {result.UnmatchedTokens[0]}"
            : null;
    }

    /// <summary>Whether only the name of a command is missing: then, as with docker, its help is the answer.</summary>
    public static bool IsIncomplete(ParseResult result) =>
        result.CommandResult.Command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0 && result.Errors is [{ SymbolResult: CommandResult }];

    public static IEnumerable<Option> AllOptions(CommandResult? command)
    {
        for (; command is not null; command = command.Parent as CommandResult)
        {
            foreach (var option in command.Command.Options)
            {
                yield return option;
            }
        }
    }

    // The parser takes a word it does not know for an argument, even when it looks like a flag.
    private static string? UnknownFlag(ParseResult result, List<string> known)
    {
        var given = new List<string>();
        foreach (var argument in result.CommandResult.Children.OfType<ArgumentResult>())
        {
            given.AddRange(argument.Tokens.Select(t => t.Value));
        }

        given.AddRange(result.UnmatchedTokens);
        return given.FirstOrDefault(v => v.Length > 1 && v[0] == '-' && !known.Contains(v) && !IsAfterDashes(result, v));
    }

    private static bool IsAfterDashes(ParseResult result, string value)
    {
        var dashes = result.Tokens.ToList().FindIndex(t => t.Type == TokenType.DoubleDash);
        return dashes >= 0 && result.Tokens.Skip(dashes).Any(t => t.Value == value);
    }

    private static string SeeHelp(ParseResult result) => $"\n\nSee '{CommandPath(result)} --help'.";

    private static string CommandPath(ParseResult result)
    {
        var names = new List<string>();
        for (SymbolResult? r = result.CommandResult; r is CommandResult c; r = r.Parent)
        {
            names.Insert(0, c.Command is RootCommand ? "drydock" : c.Command.Name);
        }

        return string.Join(' ', names);
    }
}
