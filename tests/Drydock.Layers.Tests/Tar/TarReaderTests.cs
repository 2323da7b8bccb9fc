using System.Text;
using Drydock.Layers.Tar;
using Drydock.Layers.Tests.Support;
using Drydock.Linux;

namespace Drydock.Layers.Tests.Tar;

/// <summary>Reads what GNU tar and Python write. Needs root for devices.</summary>
public sealed class TarReaderTests
{
    [Theory]
    [InlineData("v7")]
    [InlineData("oldgnu")]
    [InlineData("gnu")]
    [InlineData("ustar")]
    [InlineData("posix")]
    public void Next_ArchiveOfGnuTar_ExtractsToTheSameTree(string format)
    {
        using var scratch = new Scratch();
        Tool.Shell("""
            mkdir "$1/t"; cd "$1/t"
            mkdir -p d/e; echo hello > d/f; ln d/f hard; ln -s d/f soft; chmod 4751 d/f; chown 12:34 d/f
            touch $'\xff\xfe' 'blank name' $'new\nline' uml-ä
            head -c 513 /dev/zero > odd
            """, scratch.Path);
        if (format != "v7")
        {
            Tool.Shell("""
                cd "$1/t"; mkfifo fifo; mknod null c 1 3; mknod disk b 8 17
                mkdir -p long/$(printf 'n%.0s' {1..90}); echo x > long/$(printf 'n%.0s' {1..90})/file
                """, scratch.Path);
        }

        if (format is "gnu" or "oldgnu" or "posix")
        {
            Tool.Shell("""cd "$1/t"; n=$(printf 'm%.0s' {1..200}); mkdir $n; echo x > $n/$n; ln -s $n/$n $n/link; ln $n/$n z; chown 3000000:3000001 $n/$n""", scratch.Path);
        }

        if (format == "posix")
        {
            Tool.Shell("""cd "$1/t"; setfattr -n user.a=b%3D -v 0xff0080 d/f; setfattr -n security.x -v y d; touch -d @-5.25 past; touch -d @99999999999.5 odd""", scratch.Path);
        }

        Tool.Shell("""cd "$1/t"; find . -mindepth 1 -name odd -o -name past -o -exec touch -h -d @1500000000 {} +; touch -d @1500000000 .; tar --format="$2" --xattrs --xattrs-include='*' --sort=name -cf ../t.tar .""", scratch.Path, format);
        LayerBytes.Extract(File.ReadAllBytes(scratch["t.tar"]), scratch.Make("x"));
        Assert.Equal(TreeListing.Of(scratch["t"], times: format == "posix" ? 9 : 1), TreeListing.Of(scratch["x"], times: format == "posix" ? 9 : 1));
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=oldgnu")]
    [InlineData("--format=posix --sparse-version=0.0")]
    [InlineData("--format=posix --sparse-version=0.1")]
    [InlineData("--format=posix --sparse-version=1.0")]
    public void Content_SparseFileOfGnuTar_IsTheWholeFile(string options)
    {
        using var scratch = new Scratch();
        Tool.Shell("""
            cd "$1"; truncate -s 3000001 s
            for i in $(seq 0 40); do printf "piece $i" | dd of=s bs=1 seek=$((i * 65536 + 7)) conv=notrunc status=none; done
            truncate -s 100000 empty; echo next > z
            tar $2 --sparse -cf t.tar s empty z
            """, scratch.Path, options);
        using var reader = new TarReader(File.OpenRead(scratch["t.tar"]));
        foreach (var name in new[] { "s", "empty", "z" })
        {
            var entry = reader.Next()!;
            Assert.Equal((name, new FileInfo(scratch[name]).Length, name != "z"), (entry.Path.ToString(), entry.Size, reader.IsSparse));
            using var content = new MemoryStream();
            reader.Content.CopyTo(content);
            Assert.Equal(File.ReadAllBytes(scratch[name]), content.ToArray());
        }

        Assert.Null(reader.Next());
    }

    [Theory]
    [InlineData("USTAR_FORMAT")]
    [InlineData("GNU_FORMAT")]
    [InlineData("PAX_FORMAT")]
    public void Next_ArchiveOfPython_HasItsFields(string format)
    {
        var tar = Tool.Python("""
            import tarfile, sys, io
            out = io.BytesIO()
            with tarfile.open(fileobj=out, mode='w', format=getattr(tarfile, sys.argv[1]), encoding='utf-8', errors='surrogateescape') as t:
                i = tarfile.TarInfo('d\udcff/' + 'x' * 80); i.size = 3; i.mode = 0o4711; i.uid = 2097151; i.gid = 5; i.mtime = 1234567890; i.uname = 'someone'
                t.addfile(i, io.BytesIO(b'abc'))
                if sys.argv[1] != 'USTAR_FORMAT':
                    i = tarfile.TarInfo('y' * 300); i.uid = 4000000000; i.mtime = -3 if sys.argv[1] == 'GNU_FORMAT' else -3.5; i.type = tarfile.SYMTYPE; i.linkname = 'z' * 400
                    t.addfile(i)
            sys.stdout.buffer.write(out.getvalue())
            """, format);
        var entries = LayerBytes.Read(tar);
        var name = (byte[])[(byte)'d', 0xff, (byte)'/', .. Encoding.ASCII.GetBytes(new string('x', 80))];
        Assert.Equal(UnixPath.FromBytes(name), entries[0].Path);
        Assert.Equal((0x9C9, 2097151u, 5u, 3L, 1234567890L), (entries[0].Mode, entries[0].Uid, entries[0].Gid, entries[0].Size, entries[0].MtimeSeconds));
        if (format != "USTAR_FORMAT")
        {
            Assert.Equal((300, 4000000000u, 400), (entries[1].Path.Bytes.Length, entries[1].Uid, entries[1].LinkTarget.Length));
            Assert.Equal(format == "GNU_FORMAT" ? (-3L, 0) : (-4L, 500_000_000), (entries[1].MtimeSeconds, entries[1].MtimeNanoseconds));
        }
    }

    [Fact]
    public void Next_PaxRecords_LocalWinsOverGlobalAndEmptyTakesBack()
    {
        var tar = RawTar.New
            .Global(("uid", "7"), ("mtime", "99"), ("comment", "abc"))
            .File("a")
            .Pax(("uid", "8"), ("mtime", "")).File("b")
            .Global(("uid", ""))
            .File("c").End();
        Assert.Equal([(7u, 99L), (8u, 1601643008L), (0u, 99L)], LayerBytes.Read(tar).Select(entry => (entry.Uid, entry.MtimeSeconds)));
    }

    [Fact]
    public void Next_PaxSize_SaysWhereTheNextHeaderIs()
    {
        // A reader that took the header's size would find the hidden entry (TARmageddon, CVE-2025-62518).
        var hidden = RawTar.New.File("hidden").Cut();
        var tar = RawTar.New.Pax(("size", hidden.Length.ToString())).Entry("outer", '0', size: "00000000000").Raw(hidden).File("after").End();
        Assert.Equal(["outer", "after"], LayerBytes.Names(tar));
    }

    [Fact]
    public void Next_LibarchiveXattr_IsDecodedAndYieldsToTheOther()
    {
        var tar = RawTar.New.Pax(("LIBARCHIVE.xattr.user.a%20b", "/wCA"), ("SCHILY.xattr.user.c", "1"), ("LIBARCHIVE.xattr.user.c", "Mg")).File("a").End();
        Assert.Equal(["user.a b=FF0080", "user.c=31"], LayerBytes.Read(tar)[0].Xattrs.Select(item => Encoding.ASCII.GetString(item.Name) + "=" + Convert.ToHexString(item.Value)));
    }

    [Theory]
    [InlineData("./a", "a")]
    [InlineData("././a//b/./c/", "a/b/c")]
    [InlineData("/abs", "abs")]
    [InlineData("./", "")]
    [InlineData(".", "")]
    [InlineData("..a/..b.", "..a/..b.")]
    public void Next_Name_IsCleanedButNotResolved(string name, string expected) =>
        Assert.Equal(expected, LayerBytes.Read(RawTar.New.Dir(name).End())[0].Path.ToString());

    [Fact]
    public void Next_OldDirectoryBySlash_IsDirectory()
    {
        var tar = RawTar.New.Entry("d/", '\0', magic: "").Entry("f", '\0', magic: "", content: [1]).Entry("g", '7', content: [2]).End();
        Assert.Equal([LayerEntryType.Directory, LayerEntryType.Regular, LayerEntryType.Regular], LayerBytes.Read(tar).Select(entry => entry.Type));
    }

    [Fact]
    public void Next_PrefixField_IsJoinedInPosixHeadersOnly()
    {
        var tar = RawTar.New.Entry("b", '0', prefix: "a").Entry("c", '0', prefix: "times", magic: "ustar  ").End();
        Assert.Equal(["a/b", "c"], LayerBytes.Names(tar));
    }

    [Fact]
    public void Next_SizeOfLinkOrDirectory_IsIgnored()
    {
        var tar = RawTar.New.Entry("l", '2', "t", size: "00000001000").Entry("d", '5', size: "00000001000").Entry("h", '1', "l", size: "00000001000").File("f").End();
        Assert.Equal(["l", "d/", "h", "f"], LayerBytes.Names(tar));
    }

    [Fact]
    public void Next_EndWithoutZeroBlocks_IsAccepted() => Assert.Equal(["a"], LayerBytes.Names(RawTar.New.File("a").Cut()));

    [Fact]
    public void Next_LessThanAHeader_IsNoTar() =>
        Assert.Contains("it is no tar", Assert.Throws<LayerException>(() => LayerBytes.Read("FROM scratch\n"u8.ToArray())).Message, StringComparison.Ordinal);

    [Fact]
    public void Next_EmptyStream_HasNoEntries() => Assert.Empty(LayerBytes.Read([]));

    [Fact]
    public void DataOffset_OfEachEntry_PointsAtItsContent()
    {
        var tar = new RandomTree(5).Tar();
        using var reader = new TarReader(new MemoryStream(tar));
        var files = 0;
        while (reader.Next() is { } entry)
        {
            using var content = new MemoryStream();
            reader.Content.CopyTo(content);
            Assert.Equal(0, reader.DataOffset % 512);
            Assert.Equal(tar.AsSpan((int)reader.DataOffset, (int)entry.Size).ToArray(), content.ToArray());
            files += entry.Size > 0 ? 1 : 0;
        }

        Assert.True(files > 5);
    }

    [Fact]
    public void Content_AfterNext_IsRefused()
    {
        using var reader = new TarReader(new MemoryStream(RawTar.New.File("a").File("b").End()));
        reader.Next();
        var stale = reader.Content;
        reader.Next();
        Assert.Throws<InvalidOperationException>(() => stale.ReadByte());
    }
}
