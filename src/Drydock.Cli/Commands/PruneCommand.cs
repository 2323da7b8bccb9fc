using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Pruning;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock prune</c> and docker's <c>system prune</c>, <c>image prune</c>, <c>builder prune</c>.</summary>
internal static class PruneCommand
{
    /// <summary>Images without a name, and cached steps that no image shows.</summary>
    public static Command Create(GlobalOptions globals) => Create(globals, "Give back the space of what is not needed", images: true, cache: true);

    /// <summary>Images alone.</summary>
    public static Command CreateForImages(GlobalOptions globals) => Create(globals, "Remove images that are not needed", images: true, cache: false);

    /// <summary>The build cache alone.</summary>
    public static Command CreateForCache(GlobalOptions globals) => Create(globals, "Remove cached steps", images: false, cache: true);

    private static Command Create(GlobalOptions globals, string description, bool images, bool cache)
    {
        var all = new Option<bool>("--all", "-a") { Description = All(images, cache) };
        var filter = new Option<string[]>("--filter") { Description = (images, cache) switch
            {
                (true, false) => "until=TIME, label=KEY[=VALUE], label!=KEY[=VALUE]",
                (false, true) => CacheFilterArgument.Description,
                _ => "until=TIME: only what was not used since, such as until=24h",
            }, HelpName = "FILTER" };
        var force = new Option<bool>("--force", "-f") { Description = "Do not ask" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be removed" };
        var command = new Command("prune", description) { all, filter, force, dryRun };
        var limits = cache ? new CacheLimitFlags(command) : null;
        command.SetAction(result =>
        {
            var store = globals.OpenStore(result);
            var request = Request(result.GetValue(filter), store.Time, images, cache, result.GetValue(all)) with { Limits = limits?.Of(result) };
            if (!result.GetValue(dryRun) && !result.GetValue(force) && !Confirm(Warning(images, cache, result.GetValue(all))))
            {
                throw new CommandException("prune has been cancelled");
            }

            var pruner = new Pruner(store);
            var plan = pruner.Plan(request);
            if (result.GetValue(dryRun))
            {
                var bytes = pruner.Estimate(plan);
                Print(plan, isDry: true);
                Console.WriteLine($"Would reclaim: {StatusText.Bytes(bytes)}");
                return 0;
            }

            var reclaimed = pruner.Execute(plan);
            Print(plan, isDry: false);
            Console.WriteLine(reclaimed is { } given
                ? $"Total reclaimed space: {StatusText.Bytes(given)}"
                : "Total reclaimed space: 0B for now: another drydock process works in the store; prune again when it has ended");
            return 0;
        });
        return command;
    }

    private static PruneRequest Request(IEnumerable<string>? filters, TimeProvider clock, bool images, bool cache, bool all)
    {
        var filter = images == cache ? FilterArgument.Parse(filters, "until")
            : images ? FilterArgument.Parse(filters, "until", "label", "label!")
            : FilterArgument.Parse(filters, CacheFilterArgument.Keys);
        var until = filter.Time("until", clock);
        return new PruneRequest
        {
            Images = images ? new Images.Records.ImageQuery { Until = until, Labels = filter.All("label"), ExcludedLabels = filter.All("label!") } : null,
            AllImages = all && images,
            CacheBefore = cache ? until ?? DateTimeOffset.MaxValue : null,
            AllCache = all && cache,
            CacheFilter = CacheFilterArgument.Of(filter),
        };
    }

    private static string All(bool images, bool cache) => (images, cache) switch
    {
        (true, false) => "Images with a name too, unless a container stands on them",
        (false, true) => "Cached steps too whose layers images have",
        _ => "Images with a name too, and the whole build cache",
    };

    private static string Warning(bool images, bool cache, bool all)
    {
        var what = new List<string>();
        if (images)
        {
            what.Add(all ? "all images without at least one container associated to them" : "all dangling images");
        }

        if (cache)
        {
            what.Add(all ? "all build cache" : "unused build cache");
        }

        return what.Count == 1
            ? $"WARNING! This will remove {what[0]}."
            : $"WARNING! This will remove:\n{string.Concat(what.Select(w => $"  - {w}\n"))}";
    }

    private static bool Confirm(string warning)
    {
        Console.Write($"{warning}\nAre you sure you want to continue? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static void Print(PrunePlan plan, bool isDry)
    {
        var done = isDry ? "Would delete" : "Deleted";
        if (plan.Images.Count > 0)
        {
            Console.WriteLine($"{done} Images:");
        }

        foreach (var image in plan.Images)
        {
            foreach (var name in image.Names.Concat(image.RepoDigests))
            {
                Console.WriteLine($"untagged: {name.ToFamiliarString()}");
            }

            Console.WriteLine($"deleted: {image.Id}");
        }

        if (plan.CacheKeys.Count > 0)
        {
            Console.WriteLine($"{(plan.Images.Count > 0 ? "\n" : "")}{done} build cache objects:");
            foreach (var key in plan.CacheKeys)
            {
                Console.WriteLine(key.ShortHex);
            }
        }

        foreach (var resolution in plan.Resolutions)
        {
            Console.WriteLine($"base image {resolution.Reference}");
        }

        foreach (var mount in plan.CacheMounts)
        {
            Console.WriteLine($"cache mount {mount}");
        }

        if (plan.FailedStep)
        {
            Console.WriteLine("failed step");
        }

        if (plan.FailedStep || plan.Images.Count + plan.CacheKeys.Count + plan.CacheMounts.Count + plan.Resolutions.Count > 0)
        {
            Console.WriteLine();
        }
    }
}
