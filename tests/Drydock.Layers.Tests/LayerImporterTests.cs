using Drydock.Layers.Erofs;
using Drydock.Layers.Tests.Support;
using Drydock.Oci;

namespace Drydock.Layers.Tests;

public sealed class LayerImporterTests
{
    [Fact]
    public void Import_TarWithTrailingBytes_KeepsAndHashesThem()
    {
        byte[] tar = [.. new RandomTree(2).Tar(), .. new byte[9000], 1, 2, 3];
        using var copy = new MemoryStream();
        var summary = LayerImporter.Import(new MemoryStream(tar), copy);
        Assert.Equal(tar, copy.ToArray());
        Assert.Equal((Digest.OfBytes(tar), (long)tar.Length), (summary.DiffId, summary.TarBytes));
    }

    [Fact]
    public void Import_SparseFile_NeedsDirectory()
    {
        var index = new ErofsIndexBuilder();
        LayerImporter.Import(new MemoryStream(RawTar.New.Pax(("GNU.sparse.size", "9"), ("GNU.sparse.map", "0,4")).File("s").End()), Stream.Null, index);
        Assert.Equal("\"s\" is stored as a sparse file", index.NeedsDirectory);
    }

    [Fact]
    public void Import_Damaged_Throws() =>
        Assert.Throws<LayerException>(() => LayerImporter.Import(new MemoryStream(new byte[700]), Stream.Null));
}
