using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Images.Records;
using Drydock.Oci;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock history IMAGE</c>.</summary>
internal static class HistoryCommand
{
    private const int CreatedByWidth = 45;

    private static readonly Listing s_listing = new(
        "{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
        new Dictionary<string, string>
        {
            ["ID"] = "IMAGE",
            ["CreatedSince"] = "CREATED",
            ["CreatedAt"] = "CREATED AT",
            ["CreatedBy"] = "CREATED BY",
            ["Size"] = "SIZE",
            ["Comment"] = "COMMENT",
        });

    public static Command Create(GlobalOptions globals)
    {
        var image = new Argument<string>("IMAGE") { Description = "A name, an ID or its beginning" };
        var format = new Option<string?>("--format") { Description = "table, table TEMPLATE, json, or a Go template", HelpName = "FORMAT" };
        var human = new Option<bool>("--human", "-H") { Description = "Sizes and times for people (default true)", DefaultValueFactory = _ => true };
        var noTruncate = new Option<bool>("--no-trunc") { Description = "Whole IDs and commands" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only image IDs" };
        var platform = new Option<string?>("--platform") { Description = "Of an image for several platforms, the one for this (default: this machine's)", HelpName = "OS/ARCH" };
        var command = new Command("history", "Show what each layer of an image came from") { image, format, human, noTruncate, quiet, platform };
        command.SetAction(result =>
        {
            var option = FormatOption.Parse(result.GetValue(format));
            var store = globals.OpenStore(result);
            var found = StoredImage.Find(store, result.GetRequiredValue(image));
            found = PlatformArgument.ParseOptional(result.GetValue(platform)) is { } wanted ? found.For(store, wanted) : found;
            var rows = ImageHistory.Of(found)
                .Select(line => Row(line, result.GetValue(noTruncate), result.GetValue(human), store.Time)).ToList();
            if (result.GetValue(quiet) && string.IsNullOrEmpty(result.GetValue(format)))
            {
                rows.ForEach(row => Console.WriteLine((string?)row["ID"]));
                return 0;
            }

            Console.Write(option.Format(JsonText.Rows(rows), s_listing));
            return 0;
        });
        return command;
    }

    private static JsonObject Row(HistoryLine line, bool whole, bool human, TimeProvider clock)
    {
        DateTimeOffset? created = OciTime.TryParse(line.Entry.Created, out var time) ? time : null;
        var at = created?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "N/A";
        var createdBy = (line.Entry.CreatedBy ?? "").Replace('\t', ' ');
        return new JsonObject
        {
            ["Comment"] = line.Entry.Comment ?? "",
            ["CreatedAt"] = at,
            ["CreatedBy"] = whole ? createdBy : Shortened(createdBy),
            ["CreatedSince"] = human ? HumanTime.Ago(created, clock) : at,
            ["ID"] = line.Id is { } id ? ImageRows.ShortId(id, whole) : "<missing>",
            ["Size"] = human ? StatusText.ShortBytes(line.SizeBytes) : line.SizeBytes.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Shortened(string text) =>
        text.EnumerateRunes().Count() <= CreatedByWidth
            ? text
            : string.Concat(text.EnumerateRunes().Take(CreatedByWidth - 1)) + "…";
}
