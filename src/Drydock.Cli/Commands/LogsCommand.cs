using System.CommandLine;
using System.Globalization;
using Drydock.Containers;
using Drydock.Containers.Logs;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock logs CONTAINER</c>.</summary>
internal static class LogsCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var container = new Argument<string>("CONTAINER") { Description = "A name, an ID or its beginning" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the container ends" };
        var tail = new Option<string?>("--tail", "-n") { Description = "How many lines from the end (default all)", HelpName = "N" };
        var timestamps = new Option<bool>("--timestamps", "-t") { Description = "Begin each line with its time" };
        var command = new Command("logs", "Show what a container wrote") { container, follow, tail, timestamps };
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new LogOptions { Follow = result.GetValue(follow), Tail = Lines(result.GetValue(tail)), Timestamps = result.GetValue(timestamps) };
            var store = globals.OpenStore(result);
            var record = ContainerLookup.Find(store, result.GetRequiredValue(container));
            await using var output = Console.OpenStandardOutput();
            await using var error = Console.OpenStandardError();
            await new LogReader(store, options).CopyAsync(record.Id, output, error, cancellationToken);
            return 0;
        });
        return command;
    }

    // As docker: "all", and what is below zero, is all.
    private static int? Lines(string? text) => text is null or "" or "all" ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count < 0 ? null : count
        : throw new UsageException($"invalid value \"{text}\" for --tail: a number or all expected");
}
