using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Drydock.Cli.Templates;
using Drydock.Oci;
using Drydock.Storage.Builds;

namespace Drydock.Cli.Rendering;

/// <summary>A recorded build for <c>drydock why</c>.</summary>
internal static class WhyReport
{
    // Records are stamped to the millisecond, and no build is that quick.
    private static readonly TimeSpan s_sameTime = TimeSpan.FromMilliseconds(2);

    /// <summary>The table of steps for <c>--format</c>.</summary>
    public static Listing Listing { get; } = new(
        "{{.Number}}\t{{.Outcome}}\t{{.Step}}\t{{.Reason}}",
        new Dictionary<string, string>
        {
            ["Number"] = "#",
            ["Outcome"] = "OUTCOME",
            ["Step"] = "STEP",
            ["Reason"] = "REASON",
            ["Stage"] = "STAGE",
            ["Instruction"] = "INSTRUCTION",
            ["Line"] = "LINE",
            ["Key"] = "KEY",
            ["Image"] = "IMAGE",
        });

    /// <summary>The report for people.</summary>
    public static string Text(BuildRecord record, DateTime lastUtc, IReadOnlyList<(int Number, StepRecord Step)> steps, TimeProvider clock)
    {
        var text = new StringBuilder();
        var subject = record.Subject;
        text.Append(CultureInfo.InvariantCulture, $"build of {subject.Context}, {subject.Dockerfile}{(subject.Target is null ? "" : $", target {subject.Target}")}");
        text.Append(record.Image is { } image ? $": image {image}\n" : ": no image\n");
        if (OciTime.TryParse(record.Started, out var started))
        {
            text.Append(CultureInfo.InvariantCulture, $"built {HumanTime.Ago(started, clock)}{Repeated(record, started, lastUtc, clock)}\n");
        }

        text.Append('\n');
        foreach (var (number, step) in steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number,3}  {Outcome(step),-8}  {step.Name}\n");
            foreach (var sentence in step.Differences ?? (step.Reason is null ? [] : [step.Reason]))
            {
                text.Append(CultureInfo.InvariantCulture, $"               {sentence}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One step for templates.</summary>
    public static JsonObject Row(BuildRecord record, (int Number, StepRecord Step) numbered)
    {
        var (number, step) = numbered;
        return new JsonObject
        {
            ["Differences"] = JsonText.Array(step.Differences ?? []),
            ["Image"] = record.Image?.ToString() ?? "",
            ["Instruction"] = step.Title,
            ["Key"] = step.Key ?? "",
            ["Line"] = step.Line,
            ["Number"] = number,
            ["Outcome"] = Outcome(step),
            ["Reason"] = step.Reason ?? "",
            ["Stage"] = step.Stage,
            ["Step"] = step.Name,
        };
    }

    private static string Outcome(StepRecord step) => step.Outcome switch
    {
        StepOutcome.Cached => "cached",
        StepOutcome.Failed => "failed",
        _ => "executed",
    };

    private static string Repeated(BuildRecord record, DateTimeOffset started, DateTime lastUtc, TimeProvider clock) =>
        lastUtc - (started.UtcDateTime + TimeSpan.FromMilliseconds(record.DurationMs)) > s_sameTime
            ? $"; repeated {HumanTime.Ago(lastUtc, clock)} with everything from the cache"
            : "";
}
