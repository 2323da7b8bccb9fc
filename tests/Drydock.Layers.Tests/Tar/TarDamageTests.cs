using Drydock.Layers.Tar;
using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.Tar;

/// <summary>Archives that are damaged or demand too much: one sentence each, never anything else.</summary>
public sealed class TarDamageTests
{
    [Fact]
    public void Next_NoTarAtAll_SaysSo() =>
        Assert.Equal("this is not a tar archive: the checksum of its first header is wrong", Fails(Enumerable.Repeat((byte)'x', 2048).ToArray()));

    [Fact]
    public void Next_WrongChecksumLater_SaysWhere()
    {
        var tar = RawTar.New.File("a").File("b").End();
        tar[1024 + 3] ^= 1;
        Assert.Equal("the archive is damaged: the header at byte 1024 has a wrong checksum", Fails(tar));
    }

    [Fact]
    public void Next_LoneZeroBlock_IsDamage() =>
        Assert.Equal("the archive is damaged: a lone zero block at byte 1024", Fails(RawTar.New.File("a").Raw(new byte[512]).File("b").End()));

    [Theory]
    [InlineData("5 a=b\n")]
    [InlineData("99 a=b\n")]
    [InlineData("x a=b\n")]
    [InlineData("6 a=b\n6 a=b")]
    [InlineData("6 =bc\n")]
    [InlineData("-6 a=b\n")]
    [InlineData("4 a\n")]
    public void Next_MalformedPaxRecord_IsDamage(string body) =>
        Assert.Equal("the archive is damaged: a PAX extended header has a malformed record", Fails(RawTar.New.Entry("x", 'x', content: System.Text.Encoding.ASCII.GetBytes(body)).File("a").End()));

    [Theory]
    [InlineData("size", "-1")]
    [InlineData("size", "abc")]
    [InlineData("size", "99999999999999999999")]
    [InlineData("uid", "4294967296")]
    [InlineData("uid", "1x")]
    [InlineData("mtime", "1.2x")]
    [InlineData("mtime", "--1")]
    [InlineData("path", "a\0b")]
    [InlineData("GNU.sparse.map", "0,1,0,9")]
    public void Next_NonsenseInPaxRecord_IsRefused(string key, string value) =>
        Assert.NotEqual("", Fails(RawTar.New.Pax((key, value), ("GNU.sparse.size", "4")).File("a").End()));

    [Theory]
    [InlineData("7,3,2,1", "10")]
    [InlineData("0,4,2,4", "10")]
    [InlineData("8,4", "10")]
    [InlineData("0,3", "10")]
    [InlineData("0", "10")]
    [InlineData("9223372036854775807,4", "10")]
    public void Next_ImpossibleSparseMap_IsDamage(string map, string size) =>
        Assert.Contains("sparse", Fails(RawTar.New.Pax(("GNU.sparse.size", size), ("GNU.sparse.map", map)).File("a").End()), StringComparison.Ordinal);

    [Theory]
    [InlineData('M')]
    [InlineData('N')]
    [InlineData('Z')]
    public void Next_UnknownType_IsRefused(char type) =>
        Assert.Contains($"type '{type}'", Fails(RawTar.New.Entry("a", type).End()), StringComparison.Ordinal);

    [Fact]
    public void Next_NegativeBase256Size_IsDamage()
    {
        var block = new byte[512];
        RawTar.Put(block, 0, "a");
        block.AsSpan(124, 12).Fill(0xFF);
        block[156] = (byte)'0';
        Assert.Contains("negative size", Fails(RawTar.New.Header(block).End()), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutAtEveryBlock_NeverMoreThanAnError()
    {
        var tar = new RandomTree(8, 30).Tar();
        for (var length = 1; length < tar.Length; length += 257)
        {
            ReadAll(tar[..length], LayerLimits.Default);
        }
    }

    [Fact]
    public void Read_FlippedBits_NeverMoreThanAnError()
    {
        var tar = RawTar.New.Global(("uid", "5")).Pax(("path", "abc"), ("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "900")).File("x", "1\n5\n4\n" + new string('\0', 506) + "data").Symlink("l", "t").Cut();
        var random = new Random(4);
        for (var round = 0; round < 20000; round++)
        {
            var broken = (byte[])tar.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            for (var at = 0; at + 512 <= broken.Length; at += 512)
            {
                if (broken.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
                {
                    RawTar.Put(broken, at + 148, "        ");
                    var sum = broken.AsSpan(at, 512).ToArray().Sum(b => b);
                    RawTar.Put(broken, at + 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
                }
            }

            ReadAll(broken, LayerLimits.Default with { MaxTotalBytes = 1 << 20, MaxFileBytes = 1 << 20 });
        }
    }

    [Fact]
    public void Next_TooManyEntries_IsOverTheLimit() =>
        Assert.Equal("the archive has more than 3 entries (the limit)", Fails(RawTar.New.File("a").File("b").File("c").File("d").End(), new LayerLimits { MaxEntries = 3 }));

    [Fact]
    public void Next_LongPath_IsOverTheLimit() =>
        Assert.Contains("longer than 100 bytes", Fails(RawTar.New.Pax(("path", new string('p', 101))).File("a").End(), new LayerLimits { MaxPathBytes = 100 }), StringComparison.Ordinal);

    [Fact]
    public void Next_DeepPath_IsOverTheLimit() =>
        Assert.Contains("more than 4096 components", Fails(RawTar.New.Pax(("path", string.Concat(Enumerable.Repeat("d/", 4096)) + "f")).File("a").End()), StringComparison.Ordinal);

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public void Next_HugeExtension_IsRefusedUnread(char type)
    {
        // 8 GiB are claimed: a reader that allocated first would be gone.
        Assert.Contains("(the limit)", Fails(RawTar.New.Entry("x", type, size: "77777777777").End()), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_ManyGlobalHeaders_AreOverTheLimit()
    {
        var tar = RawTar.New;
        for (var i = 0; i < 20; i++)
        {
            tar.Global(("comment", new string('c', 60_000)));
        }

        Assert.Contains("global PAX headers", Fails(tar.End()), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_SparseMapWithManyPieces_IsOverTheLimit()
    {
        var map = string.Join(',', Enumerable.Range(0, 200).Select(i => $"{i},0"));
        Assert.Contains("more than 100 pieces", Fails(RawTar.New.Pax(("GNU.sparse.size", "900"), ("GNU.sparse.map", map)).File("a", "").End(), new LayerLimits { MaxSparseSegments = 100 }), StringComparison.Ordinal);
        var claims = RawTar.New.Pax(("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "9")).File("a", "999999999\n".PadRight(512, '\0')).End();
        Assert.Contains("pieces (the limit)", Fails(claims), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_SparseBomb_IsOverTheRatio()
    {
        var bomb = RawTar.New;
        for (var i = 0; i < 100; i++)
        {
            bomb.Pax(("GNU.sparse.size", (1L << 35).ToString()), ("GNU.sparse.map", "0,4")).File("f" + i);
        }

        Assert.Contains("(over the limit)", Fails(bomb.End()), StringComparison.Ordinal);
        Assert.Contains("larger than", Fails(RawTar.New.Pax(("GNU.sparse.size", (1L << 50).ToString()), ("GNU.sparse.map", "0,4")).File("f").End()), StringComparison.Ordinal);
    }

    private static string Fails(byte[] tar, LayerLimits? limits = null) => Assert.Throws<LayerException>(() => LayerBytes.Read(tar, limits)).Message;

    private static void ReadAll(byte[] tar, LayerLimits limits)
    {
        using var reader = new TarReader(new MemoryStream(tar), limits);
        try
        {
            while (reader.Next() is not null)
            {
                reader.Content.CopyTo(Stream.Null);
            }
        }
        catch (LayerException)
        {
        }
    }
}
