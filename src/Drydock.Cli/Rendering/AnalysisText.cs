using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Drydock.Cli.Templates;
using Drydock.Images.Analysis;
using Drydock.Layers.Folding;

namespace Drydock.Cli.Rendering;

/// <summary>An analysis of an image for people, and for programs.</summary>
internal static class AnalysisText
{
    private const int InstructionWidth = 70;

    /// <summary>The text: totals, layers, the files that cost most, what leaked.</summary>
    public static string Of(ImageAnalysis analysis, int top)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"size {StatusText.ShortBytes(analysis.Bytes)}, wasted {StatusText.ShortBytes(analysis.WastedBytes)}, efficiency {Math.Floor(analysis.Efficiency * 1000) / 10:0.0} %\n\n");
        var rows = analysis.Layers.Select(l => $"{l.Number}\t{StatusText.ShortBytes(l.Bytes)}\t{StatusText.ShortBytes(l.WastedBytes)}\t{(l.IsBase ? "(base) " : "")}{Short(l.Instruction)}\n");
        text.Append(TabWriter.Align("LAYER\tSIZE\tWASTED\tINSTRUCTION\n" + string.Concat(rows)));
        AppendWaste(text, analysis, top);
        if (analysis.Duplicates.Count > 0)
        {
            text.Append("\nthe same bytes at several places:\n");
            foreach (var files in analysis.Duplicates.Take(top))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {StatusText.ShortBytes(files.Bytes)} in {string.Join(", ", files.Paths.Select(p => $"/{p}"))}\n");
            }
        }

        if (analysis.Secrets.Count > 0)
        {
            text.Append("\nlooks like a secret:\n");
            foreach (var secret in analysis.Secrets)
            {
                text.Append(CultureInfo.InvariantCulture, $"  /{secret.Path} in layer {secret.Layer}: {secret.What}{(secret.IsVisible ? "" : "; deleted later, but who has the image has it")}\n");
            }

            text.Append("  give secrets to RUN with --mount=type=secret, and name such files in .dockerignore\n");
        }

        return text.ToString();
    }

    /// <summary>The whole analysis.</summary>
    public static JsonObject Json(ImageAnalysis analysis) => new()
    {
        ["bytes"] = analysis.Bytes,
        ["wastedBytes"] = analysis.WastedBytes,
        ["efficiency"] = analysis.Efficiency,
        ["layers"] = Array(analysis.Layers, l => new JsonObject
        {
            ["layer"] = l.Number,
            ["diffId"] = l.DiffId.ToString(),
            ["instruction"] = l.Instruction,
            ["base"] = l.IsBase,
            ["bytes"] = l.Bytes,
            ["wastedBytes"] = l.WastedBytes,
        }),
        ["waste"] = Array(analysis.Waste, w => new JsonObject
        {
            ["path"] = $"/{w.Path}",
            ["bytes"] = w.Bytes,
            ["layer"] = w.Layer + 1,
            ["byLayer"] = w.ByLayer + 1,
            ["kind"] = Word(w.Kind),
        }),
        ["duplicates"] = Array(analysis.Duplicates, d => new JsonObject { ["bytes"] = d.Bytes, ["paths"] = JsonText.Array(d.Paths.Select(p => $"/{p}")) }),
        ["secrets"] = Array(analysis.Secrets, s => new JsonObject
        {
            ["path"] = $"/{s.Path}",
            ["layer"] = s.Layer,
            ["visible"] = s.IsVisible,
            ["what"] = s.What,
        }),
    };

    private static void AppendWaste(StringBuilder text, ImageAnalysis analysis, int top)
    {
        if (analysis.Waste.Count == 0)
        {
            return;
        }

        var rows = analysis.Waste.Take(top).Select(w => $"  {StatusText.ShortBytes(w.Bytes)}\t/{w.Path}\tin layer {w.Layer + 1}, {Word(w.Kind)} by layer {w.ByLayer + 1}\n");
        text.Append("\nbytes in no file of the image:\n").Append(TabWriter.Align(string.Concat(rows)));
        var rest = analysis.Waste.Skip(top).ToList();
        if (rest.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {StatusText.ShortBytes(rest.Sum(w => w.Bytes))} in {rest.Count} more; see --top, or --format json\n");
        }

        foreach (var kind in analysis.Waste.Select(w => w.Kind).Distinct().Order())
        {
            text.Append("  ").Append(Advice(kind)).Append('\n');
        }

        text.Append("  \"drydock build --layers=folded\" leaves out what is not the base's\n");
    }

    private static string Word(WasteKind kind) => kind switch
    {
        WasteKind.Deleted => "deleted",
        WasteKind.Replaced => "replaced",
        _ => "copied",
    };

    private static string Advice(WasteKind kind) => kind switch
    {
        WasteKind.Deleted => "deleted: remove it in the RUN that makes it, make it in another stage, or keep it in a RUN --mount=type=cache",
        WasteKind.Replaced => "replaced: write the last form at once",
        _ => "copied: set mode and owner where the file comes in, with COPY --chmod and --chown",
    };

    private static string Short(string? instruction)
    {
        var line = (instruction ?? "").ReplaceLineEndings(" ").Replace('\t', ' ');
        return line.Length <= InstructionWidth ? line : line[..(InstructionWidth - 1)] + "…";
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> node) => new([.. items.Select(node)]);
}
