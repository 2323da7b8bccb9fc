using System.Text;
using Drydock.Layers.Apply;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Tests.Support;

/// <summary>Layers made of entries, and entries read from layers.</summary>
internal static class LayerBytes
{
    public static LayerEntry Regular(string path, int size = 0, int mode = 0x1A4) =>
        new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Size = size, Mode = mode, MtimeSeconds = 1_600_000_000 };

    public static LayerEntry Dir(string path, int mode = 0x1ED) =>
        new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Directory, Mode = mode, MtimeSeconds = 1_600_000_001 };

    public static LayerEntry Link(string path, string target) =>
        new() { Path = UnixPath.FromText(path), Type = LayerEntryType.SymbolicLink, Mode = 0x1FF, LinkTarget = ByteText.Encode(target), MtimeSeconds = 1_600_000_002 };

    public static LayerEntry Hard(string path, string target) =>
        new() { Path = UnixPath.FromText(path), Type = LayerEntryType.HardLink, LinkTarget = ByteText.Encode(target), MtimeSeconds = 1_600_000_000 };

    public static LayerEntry Whiteout(string path) => new() { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular };

    /// <summary>A tar of entries, each regular file filled with its own path, over and over.</summary>
    public static byte[] TarOf(params LayerEntry[] entries)
    {
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        foreach (var entry in entries)
        {
            writer.Add(entry, new MemoryStream(Content(entry)));
        }

        writer.Complete();
        return stream.ToArray();
    }

    public static byte[] Content(LayerEntry entry)
    {
        var text = Encoding.UTF8.GetBytes(entry.Path + "\n");
        var content = new byte[entry.Size];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = text[i % text.Length];
        }

        return content;
    }

    public static List<LayerEntry> Read(byte[] tar, LayerLimits? limits = null)
    {
        using var reader = new TarReader(new MemoryStream(tar), limits);
        var entries = new List<LayerEntry>();
        while (reader.Next() is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    public static string[] Names(byte[] tar) => [.. Read(tar).Select(entry => entry.Path + (entry.Type == LayerEntryType.Directory ? "/" : ""))];

    public static void Extract(byte[] tar, string target, ApplyOptions? options = null)
    {
        Directory.CreateDirectory(target);
        using var root = RootedDirectory.Open(target);
        using var reader = new TarReader(new MemoryStream(tar));
        LayerExtractor.Apply(reader, root, options);
    }
}
