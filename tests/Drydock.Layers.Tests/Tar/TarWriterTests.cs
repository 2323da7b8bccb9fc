using System.Text;
using Drydock.Layers.Tar;
using Drydock.Layers.Tests.Support;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Tar;

public sealed class TarWriterTests
{
    [Fact]
    public void WriteHeader_SimpleFile_IsPlainUstar()
    {
        var tar = TarOf(Regular("etc/passwd", 5));
        Assert.Equal(512 + 512 + 1024, tar.Length);
        Assert.Equal("etc/passwd", Text(tar, 0, 100));
        Assert.Equal("0000644", Text(tar, 100, 8));
        Assert.Equal("0000000", Text(tar, 108, 8));
        Assert.Equal("00000000005", Text(tar, 124, 12));
        Assert.Equal("13727410000", Text(tar, 136, 12));
        Assert.Equal("ustar", Text(tar, 257, 6));
        Assert.Equal("", Text(tar, 265, 64));
        Assert.Equal("", Text(tar, 345, 167));
    }

    [Fact]
    public void WriteHeader_Directory_EndsWithSlash() => Assert.Equal("d/", Text(TarOf(Dir("d")), 0, 100));

    [Theory]
    [InlineData(100, false)]
    [InlineData(102, false)]
    [InlineData(257, true)]
    [InlineData(256, false)]
    public void WriteHeader_LongName_UsesPaxOnlyWhenItMust(int length, bool pax)
    {
        var name = length <= 100 ? new string('n', length) : new string('d', length - 101) + "/" + new string('n', 100);
        var tar = TarOf(Regular(name));
        Assert.Equal(pax ? 'x' : '0', (char)tar[156]);
        Assert.Equal(name, Read(tar)[0].Path.ToString());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("a")]
    public void WriteHeader_DirectoryNameThatOnlyJustFits_KeepsItsSlash(string first)
    {
        for (var length = 90; length < 265; length++)
        {
            var name = (first + "/" + new string('x', 80) + "/" + new string('y', 300))[..length].TrimEnd('/');
            var entries = Read(TarOf(Dir(name), Regular(name + "f")));
            Assert.Equal([name, name + "f"], entries.Select(entry => entry.Path.ToString()));
            Assert.Equal(LayerEntryType.Directory, entries[0].Type);
        }
    }

    [Fact]
    public void WriteHeader_WhatUstarCannotHold_GoesIntoSortedPaxRecords()
    {
        var entry = Regular(new string('p', 150)) with
        {
            Uid = 3_000_000, Gid = 4_000_000_000, MtimeSeconds = -7, MtimeNanoseconds = 5,
            Xattrs = XattrSet.Create([new Xattr("user.b"u8.ToArray(), "2"u8.ToArray()), new Xattr("user.a=%"u8.ToArray(), [0, 255])]),
        };
        var tar = TarOf(entry);
        var size = Convert.ToInt32(Text(tar, 124, 12), 8);
        var keys = Encoding.Latin1.GetString(tar, 512, size).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ') + 1)..line.IndexOf('=')]);
        Assert.Equal(["SCHILY.xattr.user.a%3D%25", "SCHILY.xattr.user.b", "gid", "mtime", "path", "uid"], keys);
        Assert.Equal(entry with { MtimeNanoseconds = 0, LinkTarget = default }, Read(tar)[0] with { LinkTarget = default });
    }

    [Fact]
    public void WriteHeader_SizeOver8GiB_IsReadBack()
    {
        using var stream = new MemoryStream();
        var writer = new TarWriter(stream);
        writer.WriteHeader(Regular("big") with { Size = 9L << 30 });
        using var reader = new TarReader(new MemoryStream(stream.ToArray()));
        Assert.Equal(9L << 30, reader.Next()!.Size);
    }

    [Fact]
    public void WriteContent_OtherThanSize_IsRefused()
    {
        var writer = new TarWriter(new MemoryStream());
        writer.WriteHeader(Regular("a", 2));
        Assert.Throws<InvalidOperationException>(() => writer.WriteContent([1, 2, 3]));
        writer.WriteContent([1]);
        Assert.Throws<InvalidOperationException>(() => writer.WriteHeader(Regular("b")));
        Assert.Throws<InvalidOperationException>(writer.Complete);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Write_AnyTree_ReadsBackTheSameAndWritesTheSameBytes(int seed)
    {
        var tar = new RandomTree(seed, 120).Tar();
        Assert.Equal(tar, new RandomTree(seed, 120).Tar());
        using var copy = new MemoryStream();
        using var writer = new LayerWriter(copy);
        using var reader = new TarReader(new MemoryStream(tar));
        while (reader.Next() is { } entry)
        {
            writer.Add(entry, reader.Content);
        }

        writer.Complete();
        Assert.Equal(tar, copy.ToArray());
    }

    [Fact]
    public void Write_AnyTree_PythonReadsTheSame()
    {
        var tar = new RandomTree(40, 120).Tar();
        var theirs = Encoding.UTF8.GetString(Tool.Run(tar, "python3", "-c", """
            import tarfile, sys, io, os
            with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()), encoding='utf-8', errors='surrogateescape') as t:
                for m in t:
                    n = os.fsencode(m.name).hex(); l = os.fsencode(m.linkname).hex()
                    d = f'{m.devmajor}:{m.devminor}' if m.isdev() and not m.isfifo() else '0:0'
                    print(n, m.type.decode(), oct(m.mode)[2:], m.uid, m.gid, m.size, int(m.mtime), l, d)
            """));
        var ours = new StringBuilder();
        foreach (var entry in Read(tar))
        {
            var name = entry.Path.IsRoot ? "2e" : Convert.ToHexStringLower(entry.Path.Bytes);
            var type = entry.Type switch
            {
                LayerEntryType.Regular => 0,
                LayerEntryType.HardLink => 1,
                LayerEntryType.SymbolicLink => 2,
                LayerEntryType.CharacterDevice => 3,
                LayerEntryType.BlockDevice => 4,
                LayerEntryType.Directory => 5,
                _ => 6,
            };
            ours.Append($"{name} {type} {Convert.ToString(entry.Mode, 8)} {entry.Uid} {entry.Gid} {entry.Size} {entry.MtimeSeconds} {Convert.ToHexStringLower(entry.LinkTarget.Span)} {entry.DevMajor}:{entry.DevMinor}\n");
        }

        Assert.Equal(ours.ToString(), theirs);
    }

    private static string Text(byte[] tar, int offset, int length) => Encoding.Latin1.GetString(tar, offset, length).TrimEnd('\0');
}
