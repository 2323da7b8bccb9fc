using Drydock.Oci;

namespace Drydock.Storage.Tests;

public sealed class BlobStoreTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    private BlobStore Blobs => _fixture.Store.Blobs;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void WriteDocument_Bytes_AreFoundByTheirDigest()
    {
        var digest = Blobs.WriteDocument("hello"u8);

        Assert.Equal("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", digest.ToString());
        Assert.Equal("hello"u8.ToArray(), Blobs.ReadDocument(digest));
        Assert.Equal(5, Blobs.SizeOf(digest));
        Assert.Equal([digest], Blobs.All());
    }

    [Fact]
    public void ReadDocument_ChangedBytes_IsDamaged()
    {
        var digest = Blobs.WriteDocument("hello"u8);
        File.WriteAllText(Blobs.PathOf(digest), "hallo");

        Assert.Contains("damaged", Assert.Throws<StoreException>(() => Blobs.ReadDocument(digest)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadDocument_TooLarge_IsNotRead()
    {
        var digest = StoreFixture.DigestOf("large");
        using (var file = File.Create(Blobs.PathOf(digest)))
        {
            file.SetLength(OciJson.MaxDocumentBytes + 1);
        }

        Assert.Contains("at most", Assert.Throws<StoreException>(() => Blobs.ReadDocument(digest)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenRead_NotThere_NamesTheDigest()
    {
        var digest = StoreFixture.DigestOf("nothing");

        Assert.Contains(digest.ToString(), Assert.Throws<StoreException>(() => Blobs.OpenRead(digest)).Message, StringComparison.Ordinal);
        Assert.Null(Blobs.SizeOf(digest));
        Assert.False(Blobs.Contains(digest));
    }

    [Fact]
    public void Adopt_FileInTemp_IsGoneFromThere()
    {
        var temp = _fixture.Store.Temp.NewPath("blob");
        File.WriteAllText(temp, "hello");

        Blobs.Adopt(temp, StoreFixture.DigestOf("hello"));

        Assert.False(File.Exists(temp));
        Assert.True(Blobs.Contains(StoreFixture.DigestOf("hello")));
    }

    [Fact]
    public void Adopt_BlobIsThereAlready_KeepsTheFirst()
    {
        var digest = Blobs.WriteDocument("hello"u8);
        var temp = _fixture.Store.Temp.NewPath("blob");
        File.WriteAllText(temp, "other");

        Blobs.Adopt(temp, digest);

        Assert.False(File.Exists(temp));
        Assert.Equal("hello"u8.ToArray(), Blobs.ReadDocument(digest));
    }

    [Fact]
    public void PathOf_Sha512_IsNotSupported() =>
        Assert.Throws<NotSupportedException>(() => Blobs.PathOf(Digest.Parse("sha512:" + new string('a', 128))));

    [Fact]
    public void Delete_Twice_IsNoError()
    {
        var digest = Blobs.WriteDocument("hello"u8);

        Blobs.Delete(digest);
        Blobs.Delete(digest);

        Assert.Empty(Blobs.All());
    }
}
