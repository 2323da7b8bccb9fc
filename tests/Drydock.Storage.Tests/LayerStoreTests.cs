using Drydock.Oci;

namespace Drydock.Storage.Tests;

public sealed class LayerStoreTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private LayerStore Layers => _fixture.Store.Layers;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Commit_Layer_IsNamedByItsDiffIdAndHasAnIndex()
    {
        var record = _fixture.AddLayer("hello");

        Assert.Equal(record.DiffId!.Value.Hex, record.Id);
        Assert.Equal(5, record.FileBytes);
        Assert.Equal(_fixture.Store.Blobs.SizeOf(record.DiffId.Value), record.TarBytes);
        Assert.True(File.Exists(Layers.IndexOf(record.Id)));
        Assert.Equivalent(record, Layers.Find(record.DiffId.Value));
    }

    [Fact]
    public void Commit_SameLayerTwice_IsThereOnce()
    {
        var first = _fixture.AddLayer("hello");
        var second = _fixture.AddLayer("hello");

        Assert.Equal(first.Id, second.Id);
        Assert.Equal([first.Id], Layers.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Fact]
    public void Find_TarIsGone_GivesNull()
    {
        var record = _fixture.AddLayer("hello");
        _fixture.Store.Blobs.Delete(record.DiffId!.Value);

        Assert.Null(Layers.Find(record.Id));
    }

    [Fact]
    public void AdoptDirectory_ThisBoot_CanBeUsedUntilTheNext()
    {
        var directory = _fixture.Store.Temp.NewDirectory("run");
        Directory.CreateDirectory(Path.Combine(directory, "fs"));
        File.WriteAllText(Path.Combine(directory, "fs", "file"), "hello");
        var record = Layers.AdoptDirectory(directory);
        Assert.True(File.Exists(Path.Combine(Layers.DirectoryOf(record.Id), "file")));
        Assert.NotNull(Layers.Find(record.Id));

        var json = Path.Combine(_fixture.Store.Paths.Layers, record.Id, "layer.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace(record.UnsyncedBoot!, "another-boot", StringComparison.Ordinal));

        Assert.Null(Layers.Find(record.Id));
    }

    [Fact]
    public void RecordTar_DirectoryOfARun_LeadsToItsLayer()
    {
        var directory = _fixture.Store.Temp.NewDirectory("run");
        Directory.CreateDirectory(Path.Combine(directory, "fs"));
        var run = Layers.AdoptDirectory(directory);
        var tar = _fixture.AddLayer("hello");

        Layers.RecordTar(run.Id, tar);

        Assert.Equal(tar.DiffId, Layers.Find(run.Id)!.DiffId);
    }

    [Fact]
    public void Sync_SeveralLayers_SurviveTheNextBoot()
    {
        LayerRecord[] layers = [_fixture.AddLayer("one"), _fixture.AddLayer("two"), _fixture.AddLayer("three")];
        Assert.All(layers, layer => Assert.NotNull(Layers.Find(layer.Id)!.UnsyncedBoot));

        Layers.Sync(layers[0].DiffId!.Value, layers[1].DiffId!.Value, layers[0].DiffId!.Value, StoreFixture.DigestOf("no layer"));

        Assert.Equal([false, false, true], layers.Select(layer => Layers.Find(layer.Id)!.UnsyncedBoot is not null));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Fact]
    public void RecordBlob_Twice_IsRememberedOnce()
    {
        var record = _fixture.AddLayer("hello");
        var blob = new Descriptor { MediaType = MediaTypes.OciLayerGzip, Digest = StoreFixture.DigestOf("gz"), Size = 2 };

        Layers.RecordBlob(record.DiffId!.Value, blob);
        Layers.RecordBlob(record.DiffId.Value, blob);

        Assert.Equal(blob.Digest, Assert.Single(Layers.Find(record.Id)!.Blobs!).Digest);
    }

    [Fact]
    public void FindUnpacked_MadeInThisBoot_IsUsed()
    {
        var directory = Unpacked(out var id);

        Assert.Equal(directory, Layers.FindUnpacked(id, _fixture.Time.GetUtcNow()));
        Assert.True(File.Exists(Path.Combine(directory, "file")));
    }

    [Fact]
    public void FindUnpacked_MadeShortlyBeforeTheMachineStopped_IsRemoved()
    {
        var directory = Unpacked(out var id);
        File.WriteAllText(Path.Combine(directory, "..", "unpacked-in"), "another boot");

        Assert.Null(Layers.FindUnpacked(id, _fixture.Time.GetUtcNow()));
        Assert.False(Directory.Exists(directory));
        Assert.NotNull(Layers.Find(id));
        Assert.Equal(Unpacked(out _), Layers.FindUnpacked(id, _fixture.Time.GetUtcNow()));
    }

    [Fact]
    public void FindUnpacked_SettledBeforeTheMachineStopped_IsUsed()
    {
        var directory = Unpacked(out var id);
        var mark = Path.Combine(directory, "..", "unpacked-in");

        Assert.Equal(directory, Layers.FindUnpacked(id, File.GetLastWriteTimeUtc(mark).AddMinutes(2)));

        Assert.False(File.Exists(mark));
        Assert.Equal(directory, Layers.FindUnpacked(id, _fixture.Time.GetUtcNow()));
    }

    private string Unpacked(out string id)
    {
        id = _fixture.AddLayer("hello").Id;
        var directory = _fixture.Store.Temp.NewDirectory("unpack");
        File.WriteAllText(Path.Combine(directory, "file"), "content");
        return Layers.AdoptUnpacked(id, directory);
    }

    [Fact]
    public void Dispose_DraftWithoutCommit_LeavesNothing()
    {
        using (var draft = _fixture.Store.NewLayer())
        {
            draft.Tar.Write("something"u8);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
        Assert.Empty(Layers.All());
    }

    [Fact]
    public void SizeOf_DirectoryWithHardLinks_CountsThemOnce()
    {
        var directory = _fixture.Store.Temp.NewDirectory("run");
        Directory.CreateDirectory(Path.Combine(directory, "fs"));
        var record = Layers.AdoptDirectory(directory);
        var before = Layers.SizeOf(record.Id);
        var file = Path.Combine(Layers.DirectoryOf(record.Id), "a");
        File.WriteAllText(file, "hello");
        using (var root = Linux.Files.RootedDirectory.Open(Layers.DirectoryOf(record.Id)))
        {
            root.CreateHardLink(Linux.UnixPath.FromText("b"), Linux.UnixPath.FromText("a"));
        }

        Assert.Equal(before + 5, Layers.SizeOf(record.Id));
    }
}
