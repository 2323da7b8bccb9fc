using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Testing;

namespace Drydock.Build.Tests.Steps.Copying;

public sealed class SourceItemsTests
{
    [Fact]
    public void Indexer_ItemsOfEveryKind_AreAsTheyWereAdded()
    {
        var added = Items().ToArray();
        var items = new SourceItems();
        Array.ForEach(added, items.Add);

        Assert.Equal(added.Length, items.Count);
        foreach (var (expected, found, again) in added.Zip(items, items.Range(0, items.Count)))
        {
            Assert.Equal(Describe(expected), Describe(found));
            Assert.Equal(Describe(expected), Describe(again));
        }

        Assert.Equal(Describe(added[3]), Describe(items[3]));
    }

    [Fact]
    public void ParentOfAndEndOf_Trees_AreThoseOfThePaths()
    {
        var items = new SourceItems();
        foreach (var path in (string[])["top", "top/a", "top/a/b", "top/a/b/c", "top/a.d", "top/e", "top/e/f"])
        {
            items.Add(Item(path, path.EndsWith('c') || path.EndsWith('f') ? LayerEntryType.Regular : LayerEntryType.Directory));
        }

        Assert.Equal([-1, 0, 1, 2, 0, 0, 5], Enumerable.Range(0, 7).Select(items.ParentOf));
        Assert.Equal([7, 4, 4, 4, 5, 7, 7], Enumerable.Range(0, 7).Select(items.EndOf));
    }

    [Fact]
    public void Content_SetOnAnItem_IsKnownToTheList()
    {
        var items = new SourceItems();
        items.Add(Item("", LayerEntryType.Directory));
        items.Add(Item("a", LayerEntryType.Regular));
        items[1].Content = Digest.OfBytes("a"u8);

        Assert.True(items[0].Content.IsEmpty);
        Assert.Equal(Digest.OfBytes("a"u8), items[1].Content);
    }

    [Fact]
    public void Copy_WholeTreeOrFileByFile_SameLayer()
    {
        using var source = new TempDirectory();
        for (var i = 0; i < 300; i++)
        {
            source.Write($"dir/{i % 7}/{i:x}", $"{i}");
        }

        source.Write("dir/a.d/x", "x");
        File.CreateSymbolicLink(source["dir/3/link"], "../a.d");
        Assert.Equal(0, Link(source["dir/a.d/x"], source["dir/5/linked"]));

        // What was looked at is expanded into nodes.
        var whole = Copy(source, tree => { });
        Assert.Equal(whole, Copy(source, tree => tree.Resolve(UnixPath.FromText("new/3/none"), out _)));
        Assert.Equal(whole, Copy(source, tree => Assert.All((string[])["1", "2", "5", "a.d"], name => tree.Resolve(UnixPath.FromText($"new/{name}/none"), out _))));
        var copied = Entries(whole);
        Assert.Equal(("Regular", "HardLink"), (copied["new/5/linked"], copied["new/a.d/x"]));
        Assert.Equal(1 + 8 + 300 + 3, copied.Count);
    }

    private static byte[] Copy(TempDirectory source, Action<DestinationTree> look)
    {
        using var tree = new SourceTree(RootedDirectory.Open(source.Path), IgnoreMatcher.None, keepOwner: false, new FileDigests(null, TimeProvider.System));
        var destination = new DestinationTree(null, DateTimeOffset.UnixEpoch);
        var selected = Assert.Single(new SourceSelector(tree, IgnoreMatcher.None, keepParents: false).Select("dir"));
        new CopyPlanner(destination, "/new/", new CopyAttributes(null, null)).Copy(selected, keepParents: false);
        look(destination);
        using var layer = new MemoryStream();
        using var writer = new LayerWriter(layer);
        new DestinationWriter(null, writer, clampSeconds: null).Write(destination.Root, CancellationToken.None);
        writer.Complete();
        Assert.All(selected.Items, item => Assert.Equal(item.IsRegular && item.Path.ToString() != "dir/a.d/x", !item.Content.IsEmpty));
        return layer.ToArray();
    }

    private static Dictionary<string, string> Entries(byte[] layer)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new Layers.Tar.TarReader(new MemoryStream(layer));
        while (reader.Next() is { } entry)
        {
            found.Add(entry.Path.ToString(), entry.Type.ToString());
        }

        return found;
    }

    private static int Link(string existing, string name)
    {
        using var process = System.Diagnostics.Process.Start("ln", [existing, name]);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static IEnumerable<SourceItem> Items()
    {
        yield return Item("very/far/top", LayerEntryType.Directory);
        for (var i = 0; i < 600; i++)
        {
            var file = Item($"very/far/top/{i:d4}{new string('n', i % 200)}", LayerEntryType.Regular);
            yield return file with
            {
                Entry = file.Entry with { Mode = i, Uid = (uint)i % 3, MtimeSeconds = i - 300, MtimeNanoseconds = i * 1000 },
                Version = file.Version with { MtimeNs = ((i - 300) * 1_000_000_000L) + (i * 1000) },
                LinkCount = (uint)i % 2,
            };
        }

        var link = Item("very/far/top/l", LayerEntryType.SymbolicLink);
        yield return link with { Entry = link.Entry with { LinkTarget = "x"u8.ToArray() } };
        var late = Item("very/far/top/m", LayerEntryType.Regular);
        yield return late with { Entry = late.Entry with { MtimeSeconds = 1L << 40, Xattrs = XattrSet.Create([new Xattr("user.a"u8.ToArray(), [1])]) } };
    }

    private static SourceItem Item(string path, LayerEntryType type)
    {
        var entry = new LayerEntry { Path = UnixPath.FromText(path), Type = type, Mode = 0x1A4, Size = type == LayerEntryType.Regular ? 5 : 0 };
        return new SourceItem(entry, "very/far/top".Length, new FileVersion(1, 2, entry.Size, 0, 7), 1);
    }

    private static string Describe(SourceItem item) =>
        $"{item.Entry with { Xattrs = XattrSet.Empty, LinkTarget = default }} {item.Entry.Xattrs} {ByteText.Decode(item.Entry.LinkTarget.Span)} {item.TopBytes} {item.Version} {item.LinkCount}";
}
