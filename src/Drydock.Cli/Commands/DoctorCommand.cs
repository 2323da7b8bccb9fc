using System.CommandLine;
using System.Text.Json.Nodes;
using Drydock.Cli.Diagnosis;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock doctor</c>: what builds need of a machine, and what this one has of it.</summary>
internal static class DoctorCommand
{
    private static readonly Listing s_listing = new(
        "{{.Verdict}}\t{{.Subject}}\t{{.Detail}}",
        new Dictionary<string, string> { ["Verdict"] = "", ["Subject"] = "SUBJECT", ["Detail"] = "FOUND", ["Advice"] = "ADVICE" });

    public static Command Create(GlobalOptions globals)
    {
        var format = new Option<string?>("--format") { Description = "table, table TEMPLATE, json, or a Go template", HelpName = "FORMAT" };
        var command = new Command("doctor", "Show what builds need of this machine, and what it lacks") { format };
        command.SetAction(result =>
        {
            var findings = MachineChecks.Run(globals.StoreRoot(result), result.GetValue(globals.Runtime)).ToList();
            var option = FormatOption.Parse(result.GetValue(format));
            Console.Write(option.Format(JsonText.Rows(findings.Select(Row)), s_listing));
            if (option.IsTable)
            {
                foreach (var finding in findings.Where(f => f.Advice is not null))
                {
                    Console.WriteLine($"\n{finding.Subject}: {finding.Advice}");
                }
            }

            return findings.Any(f => f.Verdict == Verdict.Fails) ? 1 : 0;
        });
        return command;
    }

    private static JsonObject Row(Finding finding) => new()
    {
        ["Advice"] = finding.Advice ?? "",
        ["Detail"] = finding.Detail,
        ["Subject"] = finding.Subject,
        ["Verdict"] = finding.Verdict.ToString().ToLowerInvariant(),
    };
}
