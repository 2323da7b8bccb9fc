using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>A list of manifests that is being put together, before it is pushed as an index.</summary>
public sealed record ManifestList
{
    /// <summary>The full name it will be pushed to.</summary>
    public required string Name { get; init; }

    /// <summary>Its manifests, in order.</summary>
    public required IReadOnlyList<ManifestListEntry> Entries { get; init; }
}

/// <summary>One manifest of a list.</summary>
/// <param name="Reference">The full name of where it is.</param>
/// <param name="Descriptor">What the index will say of it.</param>
public sealed record ManifestListEntry(string Reference, Descriptor Descriptor);

/// <summary>Lists of manifests by name: what <c>manifest create</c> and <c>annotate</c> work on until <c>manifest push</c>.</summary>
public sealed class ManifestListStore
{
    private readonly string _directory;
    private readonly TempArea _temp;

    internal ManifestListStore(string directory, TempArea temp) => (_directory, _temp) = (directory, temp);

    /// <summary>The list of a full name, or null.</summary>
    public ManifestList? Find(string name) => RecordJson.Read<ManifestList>(PathOf(name));

    /// <summary>Keeps a list.</summary>
    public void Write(ManifestList list)
    {
        Directory.CreateDirectory(_directory);
        _temp.WriteFile(PathOf(list.Name), RecordJson.Serialize(list));
    }

    /// <summary>Forgets a list; false when there is none.</summary>
    public bool Delete(string name)
    {
        var path = PathOf(name);
        var existed = File.Exists(path);
        if (existed)
        {
            File.Delete(path);
        }

        return existed;
    }

    private string PathOf(string name) => StorePaths.ForName(_directory, name);
}
