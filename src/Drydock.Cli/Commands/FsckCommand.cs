using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Storage.Checking;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock fsck</c>: examines the store, and mends it.</summary>
internal static class FsckCommand
{
    private static readonly Listing s_listing = new(
        "{{.State}}\t{{.Kind}}\t{{.Name}}\t{{.Problem}}\t{{.Remedy}}",
        new Dictionary<string, string>
        {
            ["State"] = "STATE",
            ["Kind"] = "KIND",
            ["Name"] = "NAME",
            ["Problem"] = "PROBLEM",
            ["Remedy"] = "REMEDY",
            ["Advice"] = "ADVICE",
        });

    public static Command Create(GlobalOptions globals)
    {
        var repair = new Option<bool>("--repair") { Description = "Mend what can be mended, and take the rest out of the way" };
        var format = new Option<string?>("--format") { Description = "table, table TEMPLATE, json, or a Go template", HelpName = "FORMAT" };
        var command = new Command("fsck", "Examine the store: every blob, layer tree and record") { repair, format };
        command.SetAction((result, cancellationToken) =>
        {
            var option = FormatOption.Parse(result.GetValue(format));
            var store = globals.OpenStore(result);
            var report = result.GetValue(repair) ? StoreCheck.Repair(store, cancellationToken) : StoreCheck.Examine(store, cancellationToken);
            if (report.Findings.Count > 0 || !option.IsTable)
            {
                Console.Write(option.Format(JsonText.Rows(report.Findings.Select(Row)), s_listing));
            }

            if (option.IsTable)
            {
                PrintSummary(report);
            }

            return Task.FromResult(report.IsWhole ? 0 : 1);
        });
        return command;
    }

    private static void PrintSummary(StoreReport report)
    {
        foreach (var finding in report.Findings.Where(f => f.Advice is not null))
        {
            Console.WriteLine($"\n{finding.Name}: {finding.Advice}");
        }

        var counts = string.Create(CultureInfo.InvariantCulture, $"{report.Images} image names, {report.Layers} layers, {report.Blobs} blobs ({StatusText.Bytes(report.BlobBytes)})");
        var damaged = report.Findings.Count(f => f.State == FindingState.Damaged);
        Console.WriteLine($"{(report.Findings.Count > 0 ? "\n" : "")}Examined {counts}: {(damaged == 0 ? "the store is whole" : string.Create(CultureInfo.InvariantCulture, $"{damaged} damaged"))}");
        if (!report.IsAlone)
        {
            Console.WriteLine("Leftovers were not looked for: another drydock process works in the store, or nothing can be written there");
        }

        if (damaged > 0 && report.Findings.All(f => f.State != FindingState.Repaired))
        {
            Console.WriteLine("Repair with \"drydock fsck --repair\"");
        }
    }

    private static JsonObject Row(StoreFinding finding) => new()
    {
        ["Advice"] = finding.Advice ?? "",
        ["Kind"] = finding.Kind.ToString().ToLowerInvariant(),
        ["Name"] = finding.Name,
        ["Problem"] = finding.Problem,
        ["Remedy"] = finding.Remedy ?? "",
        ["State"] = finding.State.ToString().ToLowerInvariant(),
    };
}
