using Drydock.Storage;

namespace Drydock.Cli.Arguments;

/// <summary>Filters for entries of the build cache, in the words of <c>docker buildx prune</c>.</summary>
internal static class CacheFilterArgument
{
    /// <summary>The filters for help.</summary>
    public const string Description = "until=TIME, id=ID, type=regular|exec.cachemount, description=TEXT, shared=BOOL, private=BOOL, mutable=BOOL, immutable=BOOL";

    /// <summary>The keys.</summary>
    public static string[] Keys { get; } = ["until", "id", "type", "description", "shared", "private", "mutable", "immutable"];

    /// <summary>Whether an entry passes all filters but those about time.</summary>
    /// <exception cref="CommandException">A value makes no sense.</exception>
    public static Func<CacheEntry, bool> Of(FilterArgument filter)
    {
        var (ids, descriptions) = (filter.All("id"), filter.All("description"));
        var types = filter.All("type").SelectMany(Kinds).ToHashSet();
        var shared = filter.Bool("shared") ?? !filter.Bool("private");
        var mutable = filter.Bool("mutable") ?? !filter.Bool("immutable");
        return entry => (ids.Count == 0 || ids.Any(id => entry.Id.StartsWith(id, StringComparison.Ordinal)))
            && (descriptions.Count == 0 || descriptions.Any(d => entry.Description.Contains(d, StringComparison.Ordinal)))
            && (types.Count == 0 || types.Contains(entry.Kind))
            && (shared is not { } wanted || entry.IsShared == wanted)
            && (mutable is not { } changing || entry.Kind is CacheEntryKind.Mount == changing);
    }

    private static CacheEntryKind[] Kinds(string type) => type switch
    {
        "regular" => [CacheEntryKind.Step, CacheEntryKind.Base],
        "exec.cachemount" => [CacheEntryKind.Mount],
        _ => throw new CommandException($"invalid filter 'type={type}': regular (steps and base images) or exec.cachemount expected"),
    };
}
