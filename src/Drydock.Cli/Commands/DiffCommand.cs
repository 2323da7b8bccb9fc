using System.CommandLine;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Images.Analysis;
using Drydock.Images.Records;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock diff IMAGE IMAGE</c>: which files made an image larger or smaller.</summary>
internal static class DiffCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var before = new Argument<string>("IMAGE1") { Description = "The image before: a name, an ID or its beginning" };
        var after = new Argument<string>("IMAGE2") { Description = "The image after" };
        var top = new Option<int>("--top") { Description = "How many files to show (default 20)", HelpName = "N", DefaultValueFactory = _ => 20 };
        var format = new Option<string?>("--format") { Description = "text, or json with all files", HelpName = "FORMAT" };
        var command = new Command("diff", "Show which files made an image larger or smaller than another") { before, after, top, format };
        command.SetAction((result, cancellationToken) =>
        {
            var isJson = AnalyzeCommand.FormatOf(result.GetValue(format));
            var store = globals.OpenStore(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            using var old = ImageLayers.Open(store, StoredImage.Find(store, result.GetRequiredValue(before)), null, cancellationToken);
            using var current = ImageLayers.Open(store, StoredImage.Find(store, result.GetRequiredValue(after)), null, cancellationToken);
            var files = ImageDifference.Between(old, current, cancellationToken);
            Console.Out.Write(isJson ? JsonText.Indented(Json(old.Image, current.Image, files)) + "\n" : TerminalText.Lines(Text(old.Image, current.Image, files, Math.Max(0, result.GetValue(top)))));
            return Task.FromResult(0);
        });
        return command;
    }

    private static string Text(StoredImage before, StoredImage after, IReadOnlyList<ChangedFile> files, int top)
    {
        var lines = files.Take(top).Select(f => $"{Signed(f.Change)}\t/{f.Path}\t{Word(f)}\n");
        var rest = files.Skip(top).ToList();
        var more = rest.Count > 0 ? $"{Signed(rest.Sum(f => f.Change))} in {rest.Count} more; see --top, or --format json\n" : "";
        return $"size {StatusText.ShortBytes(before.SizeBytes)} → {StatusText.ShortBytes(after.SizeBytes)} ({Signed(after.SizeBytes - before.SizeBytes)})\n"
            + $"files that are not the same: {files.Count} ({Signed(files.Sum(f => f.Change))})\n" + TabWriter.Align(string.Concat(lines)) + more;
    }

    private static JsonObject Json(StoredImage before, StoredImage after, IReadOnlyList<ChangedFile> files) => new()
    {
        ["before"] = new JsonObject { ["id"] = before.Id.ToString(), ["bytes"] = before.SizeBytes },
        ["after"] = new JsonObject { ["id"] = after.Id.ToString(), ["bytes"] = after.SizeBytes },
        ["files"] = new JsonArray([.. files.Select(f => (JsonNode)new JsonObject { ["path"] = $"/{f.Path}", ["before"] = f.Before, ["after"] = f.After })]),
    };

    private static string Word(ChangedFile file) => file.Before is null ? "added" : file.After is null ? "removed" : "changed";

    private static string Signed(long bytes) => (bytes < 0 ? "-" : "+") + StatusText.ShortBytes(Math.Abs(bytes));
}
