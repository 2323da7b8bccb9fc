using Drydock.Layers;
using Drydock.Linux;
using Drydock.Oci;
using Drydock.Testing;

namespace Drydock.Storage.Tests;

/// <summary>A store of its own, on disk.</summary>
public sealed class StoreFixture : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.OnDisk();

    public StoreFixture() => Store = Store.Open(Root, Time);

    public ManualTime Time { get; } = new();

    public string Root => _directory["store"];

    public Store Store { get; }

    /// <summary>A layer with one file.</summary>
    public LayerRecord AddLayer(string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        return AddLayer([(new LayerEntry { Path = UnixPath.FromText("file"), Type = LayerEntryType.Regular, Size = bytes.Length }, bytes)]);
    }

    /// <summary>A layer with these entries and their contents.</summary>
    public LayerRecord AddLayer(IEnumerable<(LayerEntry Entry, byte[] Content)> entries)
    {
        using var draft = Store.NewLayer();
        using var writer = draft.OpenWriter();
        foreach (var (entry, content) in entries)
        {
            writer.Add(entry, new MemoryStream(content));
        }

        return draft.Commit(writer.Complete());
    }

    /// <summary>A record of an image with these layers; its config is a blob.</summary>
    public ImageRecord Image(string? name, params LayerRecord[] layers) => new()
    {
        Name = name,
        Id = Store.Blobs.WriteDocument(System.Text.Encoding.UTF8.GetBytes($"config of {string.Join(' ', layers.Select(l => l.Id))}")),
        Layers = [.. layers.Select(l => new ImageLayer(l.DiffId!.Value, l.TarBytes, l.FileBytes, null))],
        Tagged = OciTime.Format(Time.GetUtcNow()),
    };

    /// <summary>A blob of text.</summary>
    public Digest AddBlob(string text) => Store.Blobs.WriteDocument(System.Text.Encoding.UTF8.GetBytes(text));

    public static Digest DigestOf(string text) => Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose() => _directory.Dispose();
}
