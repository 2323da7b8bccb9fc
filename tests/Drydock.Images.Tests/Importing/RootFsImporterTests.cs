using System.IO.Compression;
using Drydock.Images.Importing;
using Drydock.Images.Records;
using Drydock.Images.Tests.Support;
using Drydock.Oci;
using Drydock.Testing.Images;

namespace Drydock.Images.Tests.Importing;

public sealed class RootFsImporterTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void ImportLayer_PlainTar_IsTheLayerByteForByte()
    {
        var tar = Tar(t => t.Directory("etc").File("etc/passwd", "root"));

        Assert.Equal(Digest.OfBytes(tar), Import(tar));
    }

    [Fact]
    public void ImportLayer_GzippedTar_IsTheSameLayer()
    {
        var tar = Tar(t => t.File("file", "text"));
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar);
        }

        Assert.Equal(Digest.OfBytes(tar), Import(compressed.ToArray()));
    }

    [Theory]
    [InlineData(".wh.file")]
    [InlineData("dir/.wh..wh..opq")]
    public void ImportLayer_NameThatMeansADeletion_IsRefused(string name)
    {
        var error = Assert.Throws<ImageException>(() => Import(Tar(t => t.File(name, "literal"))));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Store.Layers.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Fact]
    public void ImportLayer_NoTar_SaysWhichFile()
    {
        var error = Assert.Throws<ImageException>(() => Import(new byte[700].Select((_, i) => (byte)i).ToArray()));

        Assert.StartsWith("cannot import some.tar: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.Store.Paths.Temp));
    }

    [Fact]
    public void CreateImage_Layer_HasConfigHistoryAndName()
    {
        var record = _fixture.Add("app");

        var image = StoredImage.Find(_fixture.Store, "app");
        Assert.Equal(record.Id, image.Id);
        Assert.Equal([image.Layers[0].DiffId], image.Config!.RootFs.DiffIds!);
        Assert.Equal("test", Assert.Single(image.Config.History!).Comment);
        Assert.Equal(_fixture.Time.Now, image.Created);
        Assert.Equal(5, image.SizeBytes);
    }

    private Digest Import(byte[] bytes) => RootFsImporter.ImportLayer(_fixture.Store, new MemoryStream(bytes), "some.tar", CancellationToken.None).DiffId!.Value;

    private static byte[] Tar(Action<LayerTar> fill)
    {
        using var tar = new LayerTar();
        fill(tar);
        return tar.ToArray();
    }
}
