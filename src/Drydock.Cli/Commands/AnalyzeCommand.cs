using System.CommandLine;
using Drydock.Cli.Rendering;
using Drydock.Images.Analysis;
using Drydock.Images.Records;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock analyze IMAGE</c>: which instruction wasted which bytes, and what leaked.</summary>
internal static class AnalyzeCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var image = new Argument<string>("IMAGE") { Description = "A name, an ID or its beginning" };
        var from = new Option<string?>("--from") { Description = "The image, or the last layer (DiffID), that it was built from: what that wasted by itself is not shown", HelpName = "IMAGE|LAYER" };
        var top = new Option<int>("--top") { Description = "How many files to show (default 10)", HelpName = "N", DefaultValueFactory = _ => 10 };
        var format = new Option<string?>("--format") { Description = "text, or json with all files", HelpName = "FORMAT" };
        var command = new Command("analyze", "Show which instruction wasted which bytes, and what leaked") { image, from, top, format };
        command.SetAction((result, cancellationToken) =>
        {
            var isJson = FormatOf(result.GetValue(format));
            var store = globals.OpenStore(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            using var layers = ImageLayers.Open(store, StoredImage.Find(store, result.GetRequiredValue(image)), result.GetValue(from), cancellationToken);
            var analysis = ImageAnalysis.Of(layers, cancellationToken);
            Console.Out.Write(isJson ? JsonText.Indented(AnalysisText.Json(analysis)) + "\n" : TerminalText.Lines(AnalysisText.Of(analysis, Math.Max(0, result.GetValue(top)))));
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>Whether a report is wanted as JSON.</summary>
    /// <exception cref="UsageException">The format is neither.</exception>
    public static bool FormatOf(string? value) => value switch
    {
        null or "" or "text" => false,
        "json" => true,
        _ => throw new UsageException($"invalid value \"{value}\" for --format: text or json"),
    };
}
