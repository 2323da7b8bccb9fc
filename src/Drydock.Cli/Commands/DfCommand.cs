using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Images.Pruning;
using Drydock.Images.Records;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock df</c>, also <c>system df</c>: what takes the space of the store.</summary>
internal static class DfCommand
{
    private const int ShortIdLength = 12;

    private static readonly Listing s_summary = new(
        "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}",
        new Dictionary<string, string>
        {
            ["Type"] = "TYPE",
            ["TotalCount"] = "TOTAL",
            ["Active"] = "ACTIVE",
            ["Size"] = "SIZE",
            ["Reclaimable"] = "RECLAIMABLE",
        });

    private static readonly Listing s_images = new(
        "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}",
        ImageRows.Listing(withDigests: false).Headers);

    private static readonly Listing s_cache = new(
        "{{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.Shared}}\t{{.Description}}",
        new Dictionary<string, string>
        {
            ["ID"] = "CACHE ID",
            ["CacheType"] = "CACHE TYPE",
            ["Size"] = "SIZE",
            ["CreatedSince"] = "CREATED",
            ["LastUsedSince"] = "LAST USED",
            ["Shared"] = "SHARED",
            ["Description"] = "DESCRIPTION",
        });

    public static Command Create(GlobalOptions globals)
    {
        var format = new Option<string?>("--format") { Description = "table, table TEMPLATE, json, or a Go template", HelpName = "FORMAT" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Image by image, and entry by entry of the build cache" };
        var command = new Command("df", "Show what takes the space of the store") { format, verbose };
        command.SetAction(result =>
        {
            var option = FormatOption.Parse(result.GetValue(format));
            var store = globals.OpenStore(result);
            var usage = StoreUsage.Measure(store);
            if (!result.GetValue(verbose))
            {
                Console.Write(option.Format(JsonText.Rows(Rows(usage)), s_summary));
                return 0;
            }

            Console.WriteLine("Images space usage:\n");
            var rows = new ImageRows(new ImageQuery(), withDigests: false, whole: false, store.Time);
            Console.Write(FormatOption.Parse(null).Format(JsonText.Rows(usage.ImageDetails.SelectMany(d => rows.Of(d.Image).Select(r => WithSizes(r, d)))), s_images));
            Console.WriteLine($"\nBuild cache usage: {StatusText.Bytes(usage.BuildCache.Bytes)}\nCache mounts usage: {StatusText.Bytes(usage.CacheMounts.Bytes)}\n");
            Console.Write(FormatOption.Parse(null).Format(JsonText.Rows(usage.CacheEntries.Select(e => Row(e, store.Time))), s_cache));
            return 0;
        });
        return command;
    }

    private static IEnumerable<JsonObject> Rows(StoreUsage usage) =>
    [
        Row("Images", usage.Images),
        Row("Containers", new UsageLine(usage.Containers, usage.Containers, 0, 0)),
        Row("Build Cache", usage.BuildCache),
        Row("Cache Mounts", usage.CacheMounts),
    ];

    private static JsonObject Row(string type, UsageLine line)
    {
        var percent = line.Bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({line.ReclaimableBytes * 100 / line.Bytes}%)") : "";
        return new JsonObject
        {
            ["Active"] = line.Active.ToString(CultureInfo.InvariantCulture),
            ["Reclaimable"] = StatusText.Bytes(line.ReclaimableBytes) + percent,
            ["Size"] = StatusText.Bytes(line.Bytes),
            ["TotalCount"] = line.Total.ToString(CultureInfo.InvariantCulture),
            ["Type"] = type,
        };
    }

    private static JsonObject Row(CacheEntry entry, TimeProvider clock) => new()
    {
        ["ID"] = entry.Id[..Math.Min(entry.Id.Length, ShortIdLength)],
        ["CacheType"] = entry.Kind == CacheEntryKind.Mount ? "exec.cachemount" : "regular",
        ["Size"] = StatusText.ShortBytes(entry.Bytes),
        ["CreatedSince"] = HumanTime.Ago(entry.Created, clock),
        ["LastUsedSince"] = HumanTime.Ago(entry.LastUsed, clock),
        ["Shared"] = entry.IsShared,
        ["Description"] = entry.Description,
    };

    private static JsonObject WithSizes(JsonObject row, ImageUsage usage)
    {
        row["SharedSize"] = StatusText.ShortBytes(usage.SharedBytes);
        row["UniqueSize"] = StatusText.ShortBytes(usage.UniqueBytes);
        row["Containers"] = usage.IsUsed ? "1" : "0";
        return row;
    }
}
