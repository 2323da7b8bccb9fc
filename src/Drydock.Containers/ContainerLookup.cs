using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Containers;

/// <summary>Finds containers by what a user types: a name, an ID or its beginning.</summary>
public static class ContainerLookup
{
    /// <summary>The container a word names.</summary>
    /// <exception cref="ContainerException">There is none, or the beginning of an ID fits several.</exception>
    public static ContainerRecord Find(Store store, string word) =>
        TryFind(store, word) ?? throw new ContainerException($"No such container: {word}\nsee \"drydock ps -a\" for what there is");

    /// <summary>The container a word names, or null.</summary>
    /// <exception cref="ContainerException">The beginning of an ID fits several.</exception>
    public static ContainerRecord? TryFind(Store store, string word)
    {
        var all = store.Containers.All();
        var name = word.TrimStart('/');
        if (all.FirstOrDefault(c => c.Id == word || c.Name == name) is { } exact)
        {
            return exact;
        }

        var found = word.Length == 0 ? [] : all.Where(c => c.Id.StartsWith(word, StringComparison.Ordinal)).ToList();
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new ContainerException($"{word} is the beginning of {found.Count} container IDs; give more digits");
    }
}
