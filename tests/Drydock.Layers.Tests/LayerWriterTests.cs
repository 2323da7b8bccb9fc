using Drydock.Layers.Tests.Support;
using Drydock.Oci;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests;

public sealed class LayerWriterTests
{
    [Fact]
    public void Complete_Summary_IsThatOfTheBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        writer.Add(Dir("d"));
        writer.Add(Regular("d/f", 700), new MemoryStream(new byte[700]));
        writer.Add(Hard("d/g", "d/f"));
        writer.Add(Whiteout("d/.wh.x"));
        var summary = writer.Complete();
        Assert.Equal(new LayerSummary(Digest.OfBytes(stream.ToArray()), stream.Length, 700, 4), summary);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512 * 1024)]
    [InlineData(3_000_001)]
    public void Add_LargeContent_StreamAndHandleGiveTheSameBytesAndDigest(int size)
    {
        using var scratch = new Scratch();
        var content = new byte[size];
        new Random(size).NextBytes(content);
        System.IO.File.WriteAllBytes(scratch["f"], content);
        using var handle = System.IO.File.OpenHandle(scratch["f"]);
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        using var x = new LayerWriter(first);
        using var y = new LayerWriter(second);
        Assert.Equal(Digest.OfBytes(content), x.Add(Regular("f", size), new MemoryStream(content), wantDigest: true));
        Assert.Equal(Digest.OfBytes(content), y.Add(Regular("f", size), handle, wantDigest: true));
        Assert.Equal(x.Complete(), y.Complete());
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public void Add_NoDigestWanted_IsNull()
    {
        using var writer = new LayerWriter(Stream.Null);
        Assert.Null(writer.Add(Regular("f", 1), new MemoryStream([1])));
        Assert.Null(writer.Add(Dir("d"), (Stream?)null, wantDigest: true));
    }

    [Fact]
    public void Add_FileThatShrank_SaysSo()
    {
        using var writer = new LayerWriter(Stream.Null);
        var error = Assert.Throws<LayerException>(() => writer.Add(Regular("f", 10), new MemoryStream([1, 2, 3])));
        Assert.Equal("\"f\" ended after 3 of 10 bytes: it changed while it was read; try again when nothing writes to it", error.Message);
    }

    [Fact]
    public void Add_FileThatGrew_IsCutAtItsSize()
    {
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        writer.Add(Regular("f", 2), new MemoryStream([1, 2, 3]));
        writer.Complete();
        Assert.Equal(2, Read(stream.ToArray())[0].Size);
    }

    [Fact]
    public void Complete_OutputThatFails_ThrowsItsError()
    {
        using var writer = new LayerWriter(new FullDisk());
        Assert.Throws<IOException>(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                writer.Add(Regular("f" + i, 1 << 20), new MemoryStream(new byte[1 << 20]));
            }

            writer.Complete();
        });
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");
    }
}
