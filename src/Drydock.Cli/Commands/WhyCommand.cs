using System.CommandLine;
using System.Globalization;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Images.Records;
using Drydock.Storage;
using Drydock.Storage.Builds;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock why [IMAGE|--last] [STEP]</c>: what a build executed, and why the cache did not have it.</summary>
internal static class WhyCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var image = new Argument<string?>("IMAGE") { Description = "An image that was built here: a name, an ID or its beginning (default: the last build)", Arity = ArgumentArity.ZeroOrOne };
        var step = new Argument<string?>("STEP") { Description = "A number of the list, or a part of a step's name", Arity = ArgumentArity.ZeroOrOne };
        var last = new Option<bool>("--last") { Description = "The last build, whatever it built; then the first argument is STEP" };
        var format = new Option<string?>("--format") { Description = "json, or a Go template, for each step", HelpName = "FORMAT" };
        var command = new Command("why", "Say why steps of a build were not taken from the cache") { image, step, last, format };
        command.SetAction(result =>
        {
            var (first, second) = (result.GetValue(image), result.GetValue(step));
            if (result.GetValue(last))
            {
                (first, second) = (null, second is null ? first : throw new UsageException("give IMAGE or --last, not both"));
            }

            var option = result.GetValue(format) is { Length: > 0 } text ? FormatOption.Parse(text) : null;
            var store = globals.OpenStore(result);
            var (record, lastUtc) = Find(store, first);
            var steps = Select(record, second);
            Console.Write(option is null
                ? WhyReport.Text(record, lastUtc, steps, store.Time)
                : option.Format(JsonText.Rows(steps.Select(s => WhyReport.Row(record, s))), WhyReport.Listing));
            return 0;
        });
        return command;
    }

    private static (BuildRecord Record, DateTime LastUtc) Find(Store store, string? image)
    {
        var builds = store.Builds.All();
        if (image is null)
        {
            return builds.Count > 0 ? builds[0] : throw new CommandException("no build is recorded in this store; build something first");
        }

        var id = ImageLookup.Find(store, image).ShownId;
        return builds.FirstOrDefault(b => b.Record.Image == id) is { Record: not null } found
            ? found
            : throw new CommandException($"no build of {image} is recorded: it was not built here, or its record made room for later ones\n\"drydock why --last\" shows the last build");
    }

    private static List<(int Number, StepRecord Step)> Select(BuildRecord record, string? word)
    {
        var steps = record.Steps.Select((s, i) => (i + 1, s)).ToList();
        if (word is null)
        {
            return steps;
        }

        var found = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? steps.Where(s => s.Item1 == number).ToList()
            : steps.Where(s => s.s.Name.Contains(word, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count > 0
            ? found
            : throw new CommandException($"the build has no step \"{word}\": give a number from 1 to {steps.Count}, or a part of a step's name");
    }
}
