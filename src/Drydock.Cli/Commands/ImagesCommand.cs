using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Images.Records;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock images</c>, also <c>image ls</c>.</summary>
internal static class ImagesCommand
{
    public static Command Create(GlobalOptions globals, string name = "images")
    {
        var repository = new Argument<string?>("REPOSITORY") { Description = "Only images of this name: NAME[:TAG], * and ? allowed", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all", "-a") { Description = "Accepted without effect: there are no intermediate images to hide" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only image IDs" };
        var noTruncate = new Option<bool>("--no-trunc") { Description = "Whole image IDs" };
        var digests = new Option<bool>("--digests") { Description = "Show the digests registries know the images by" };
        var filter = new Option<string[]>("--filter", "-f") { Description = "dangling=BOOL, label=KEY[=VALUE], before=IMAGE, since=IMAGE, until=TIME, reference=PATTERN", HelpName = "FILTER" };
        var format = new Option<string?>("--format") { Description = "table, table TEMPLATE, json, or a Go template", HelpName = "FORMAT" };
        var command = new Command(name, "List images") { repository, all, quiet, noTruncate, digests, filter, format };
        if (name == "ls")
        {
            command.Aliases.Add("list");
        }

        command.SetAction(result =>
        {
            var query = QueryOf(result.GetValue(filter), TimeProvider.System);
            query = result.GetValue(repository) is { Length: > 0 } pattern ? query with { References = [.. query.References, pattern] } : query;
            var option = FormatOption.Parse(result.GetValue(format));
            var store = globals.OpenStore(result);
            var rows = new ImageRows(query, result.GetValue(digests), result.GetValue(noTruncate), store.Time);
            var images = query.Select(store).SelectMany(rows.Of);
            if (result.GetValue(quiet) && string.IsNullOrEmpty(result.GetValue(format)))
            {
                foreach (var image in images)
                {
                    Console.WriteLine((string?)image["ID"]);
                }

                return 0;
            }

            Console.Write(option.Format(JsonText.Rows(images), ImageRows.Listing(result.GetValue(digests))));
            return 0;
        });
        return command;
    }

    /// <summary>Reads the filters of images.</summary>
    /// <exception cref="CommandException">One is not known or malformed.</exception>
    public static ImageQuery QueryOf(IEnumerable<string>? values, TimeProvider clock)
    {
        var filter = FilterArgument.Parse(values, "dangling", "label", "label!", "before", "since", "until", "reference");
        return new ImageQuery
        {
            Dangling = filter.Bool("dangling"),
            Labels = filter.All("label"),
            ExcludedLabels = filter.All("label!"),
            Before = filter.Last("before"),
            Since = filter.Last("since"),
            Until = filter.Time("until", clock),
            References = filter.All("reference"),
        };
    }
}
