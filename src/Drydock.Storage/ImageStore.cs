namespace Drydock.Storage;

/// <summary>
/// Image records, one a name. An image whose last name moved on keeps a record without a name, so
/// that it can still be listed and removed.
/// </summary>
/// <remarks>
/// Whenever a name moves, such a record is written, without looking through all others for one more name of the
/// image: it counts only while there is none.
/// </remarks>
public sealed class ImageStore
{
    private readonly string _directory;
    private readonly TempArea _temp;
    private readonly LayerStore _layers;

    internal ImageStore(string directory, LayerStore layers, TempArea temp)
    {
        _layers = layers;
        _directory = directory;
        _temp = temp;
    }

    /// <summary>The record of a full name (<c>docker.io/library/app:latest</c>), or null.</summary>
    public ImageRecord? Find(string name) => RecordJson.Read<ImageRecord>(PathOf(name));

    /// <summary>All records, in no particular order; untagged ones of images that have no name.</summary>
    public IReadOnlyList<ImageRecord> All()
    {
        var all = Directory.EnumerateFiles(_directory).Select(RecordJson.Read<ImageRecord>).OfType<ImageRecord>().ToList();
        var named = all.Where(r => r.Name is not null).Select(r => r.ShownId).ToHashSet();
        all.RemoveAll(r => r.Name is null && named.Contains(r.ShownId));
        return all;
    }

    /// <summary>Records whose image ID, or that of whose index, starts with the hexadecimal digits given.</summary>
    public IReadOnlyList<ImageRecord> FindByIdPrefix(string hex) =>
        [.. All().Where(r => r.Id.Hex.StartsWith(hex, StringComparison.Ordinal) || r.Index?.Hex.StartsWith(hex, StringComparison.Ordinal) == true)];

    /// <summary>
    /// Writes a record; its layers are put on disk for good before. The image that had the name before stays as an untagged one unless another
    /// name holds it; an untagged record of the image that now has a name is dropped.
    /// </summary>
    public void Write(ImageRecord record)
    {
        _layers.Sync([.. record.AllLayers.Select(l => l.DiffId)]);

        if (record.Name is not null && Find(record.Name) is { } previous && previous.ShownId != record.ShownId)
        {
            SideBySide.Do(() => WriteRecord(previous with { Name = null }), () => WriteRecord(record));
        }
        else
        {
            WriteRecord(record);
        }

        if (record.Name is not null)
        {
            File.Delete(PathOf(Untagged(record)));
        }
    }

    /// <summary>Removes a record; false when it was not there. The image itself is garbage once no record names it.</summary>
    public bool Remove(ImageRecord record)
    {
        var path = PathOf(record.Name ?? Untagged(record));
        var existed = File.Exists(path);
        File.Delete(path);
        // Else it would count once the last name is gone.
        File.Delete(PathOf(Untagged(record)));
        return existed;
    }

    internal static string Untagged(ImageRecord record) => $"<none>@{record.ShownId}";

    private void WriteRecord(ImageRecord record) =>
        _temp.WriteFile(PathOf(record.Name ?? Untagged(record)), RecordJson.Serialize(record));

    internal string PathOf(string name) => StorePaths.ForName(_directory, name);
}
