using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Files;

/// <summary>Needs root: owners, devices and trusted attributes are set.</summary>
public sealed class RootedDirectoryOperationTests : IDisposable
{
    private static readonly byte[] s_oddName = [(byte)'n', 0xFF, (byte)'\n', 0xE9];
    private readonly TemporaryFolder _folder = new();
    private readonly RootedDirectory _root;

    public RootedDirectoryOperationTests() => _root = RootedDirectory.Open(_folder.Path);

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void NamesThatAreNotUtf8_LiveAWholeLife()
    {
        var path = UnixPath.FromBytes(s_oddName);
        _root.CreateDirectory(path, 0b111_101_101);
        var file = path.Append(s_oddName);
        using (var stream = _root.CreateFile(file, 0b110_100_100))
        {
            stream.Write("content"u8);
        }

        Assert.Equal(s_oddName, Assert.Single(_root.Enumerate(path)).Name);
        Assert.Equal("content"u8.ToArray(), _root.ReadAllBytes(file, 100));
        _root.SetXattr(file, "user.x"u8, [1, 0, 255]);
        Assert.Equal(new byte[] { 1, 0, 255 }, _root.GetXattr(file, "user.x"u8));
        _root.CreateSymlink(UnixPath.FromText("link"), file.Bytes);
        Assert.Equal(file.Bytes.ToArray(), _root.ReadLink(UnixPath.FromText("link")));
        _root.Rename(file, UnixPath.FromText("plain"));
        Assert.True(_root.Remove(UnixPath.FromText("plain")));
        Assert.True(_root.RemoveTree(path));
        Assert.False(_root.TryStat(path, out _));
    }

    [Theory]
    [InlineData(0b110_100_100)]
    [InlineData(0b111_111_111)]
    [InlineData(0b100_111_111_111)]
    [InlineData(0b001_000_000_000)]
    [InlineData(0)]
    public void Create_Mode_IsExactWhateverTheUmask(int mode)
    {
        _root.CreateFile(UnixPath.FromText("file"), mode).Dispose();
        _root.CreateDirectory(UnixPath.FromText("dir"), mode);
        _root.CreateNode(UnixPath.FromText("pipe"), FileType.Fifo, mode);
        Assert.All(["file", "dir", "pipe"], name => Assert.Equal(mode, _root.Stat(UnixPath.FromText(name)).Mode));
    }

    [Fact]
    public void Stat_TellsAll()
    {
        _root.CreateFile(UnixPath.FromText("file"), 0b110_000_000).Dispose();
        _root.SetOwner(UnixPath.FromText("file"), 1234, 567_890);
        _root.SetMode(UnixPath.FromText("file"), 0b110_111_101_101);
        _root.SetTimes(UnixPath.FromText("file"), new UnixTime(-5, 123_456_789));
        File.AppendAllText(_folder.Sub("other"), "12345");
        _root.CreateHardLink(UnixPath.FromText("second"), UnixPath.FromText("file"));
        var status = _root.Stat(UnixPath.FromText("file"));
        Assert.Equal((FileType.Regular, 0b110_111_101_101, 1234u, 567_890u, 2u), (status.Type, status.Mode, status.Uid, status.Gid, status.LinkCount));
        Assert.Equal(new UnixTime(-5, 123_456_789), status.ModifiedTime);
        Assert.True(status.ChangedTime.Seconds > 1_600_000_000);
        Assert.True(status.IsSameFileAs(_root.Stat(UnixPath.FromText("second"))));
        Assert.Equal(5, _root.Stat(UnixPath.FromText("other")).Size);
        Assert.False(status.IsSameFileAs(_root.Stat(UnixPath.FromText("other"))));
    }

    [Fact]
    public void Link_ItsOwnAttributes_AreSetAndNotItsTargets()
    {
        _folder.File("target", "x");
        _root.SetTimes(UnixPath.FromText("target"), new UnixTime(1000, 0));
        var link = UnixPath.FromText("link");
        _root.CreateSymlink(link, "target"u8);
        _root.SetOwner(link, 7, 8);
        _root.SetTimes(link, new UnixTime(2000, 5));
        _root.SetXattr(link, "trusted.x"u8, "on link"u8);
        var status = _root.Stat(link);
        Assert.Equal((7u, 8u, new UnixTime(2000, 5)), (status.Uid, status.Gid, status.ModifiedTime));
        Assert.Equal((0u, 0u, new UnixTime(1000, 0)), _root.Stat(UnixPath.FromText("target")) is var t ? (t.Uid, t.Gid, t.ModifiedTime) : default);
        Assert.Equal("on link"u8.ToArray(), _root.GetXattr(link, "trusted.x"u8));
        Assert.Null(_root.GetXattr(UnixPath.FromText("target"), "trusted.x"u8));
        Assert.True(Assert.Throws<LinuxException>(() => _root.SetMode(link, 0)).IsNotSupported);
        Assert.NotEqual(0, _root.Stat(UnixPath.FromText("target")).Mode);
    }

    [Fact]
    public void HardLink_OfALink_IsTheLinkItself()
    {
        _folder.File("target", "x");
        _root.CreateSymlink(UnixPath.FromText("link"), "target"u8);
        _root.CreateHardLink(UnixPath.FromText("again"), UnixPath.FromText("link"));
        Assert.True(_root.Stat(UnixPath.FromText("again")).IsSymbolicLink);
    }

    [Fact]
    public void SetMode_WithoutTheNewSystemCall_IsTheSame()
    {
        _folder.File("file");
        _root.CreateSymlink(UnixPath.FromText("link"), "file"u8);
        using var self = _root.OpenDirectory(UnixPath.Root);
        self.SetModeThroughProc("file"u8, 0b111_000_111);
        Assert.Equal(0b111_000_111, _root.Stat(UnixPath.FromText("file")).Mode);
        Assert.True(Assert.Throws<LinuxException>(() => self.SetModeThroughProc("link"u8, 0)).IsNotSupported);
        self.SetModeThroughProc(default, 0b111_111_111);
        Assert.Equal(0b111_111_111, _root.Stat(UnixPath.Root).Mode);
    }

    [Fact]
    public void Xattrs_AreListedSetReadAndRemoved()
    {
        _folder.File("file");
        var path = UnixPath.FromText("file");
        var large = new byte[3000];
        Random.Shared.NextBytes(large);
        _root.SetXattr(path, "user.large"u8, large);
        _root.SetXattr(path, "user.empty"u8, []);
        Assert.Equal(["user.empty", "user.large"], _root.ListXattrs(path).Select(name => ByteText.Decode(name)).Order());
        Assert.Equal(large, _root.GetXattr(path, "user.large"u8));
        Assert.Equal([], _root.GetXattr(path, "user.empty"u8)!);
        Assert.Null(_root.GetXattr(path, "user.none"u8));
        Assert.True(_root.RemoveXattr(path, "user.large"u8));
        Assert.False(_root.RemoveXattr(path, "user.large"u8));
        _root.SetXattr(UnixPath.Root, "user.root"u8, "r"u8);
        Assert.Equal("user.root", ByteText.Decode(Assert.Single(_root.ListXattrs(UnixPath.Root))));
        Assert.Throws<LinuxException>(() => _root.SetXattr(UnixPath.FromText("none"), "user.x"u8, []));
    }

    [Fact]
    public void ListXattrs_MoreThanFitsAtFirst_AreAllThere()
    {
        _folder.File("file");
        for (var i = 0; i < 60; i++)
        {
            _root.SetXattr(UnixPath.FromText("file"), ByteText.Encode($"user.{i:d3}-{new string('n', 40)}"), [(byte)i]);
        }

        Assert.Equal(60, _root.ListXattrs(UnixPath.FromText("file")).Count);
    }

    [Theory]
    [InlineData(FileType.CharacterDevice, 1, 3)]
    [InlineData(FileType.CharacterDevice, 0, 0)]
    [InlineData(FileType.BlockDevice, 259, 70000)]
    public void CreateNode_Device_HasItsNumbers(FileType type, uint major, uint minor)
    {
        _root.CreateNode(UnixPath.FromText("device"), type, 0b110_000_000, major, minor);
        var status = _root.Stat(UnixPath.FromText("device"));
        Assert.Equal((type, major, minor), (status.Type, status.DeviceMajor, status.DeviceMinor));
        Assert.Equal(type == FileType.CharacterDevice && major == 0, status.IsWhiteout);
    }

    [Fact]
    public async Task OpenRead_PipeDeviceSocketOrDirectory_IsRefusedAtOnce()
    {
        _root.CreateNode(UnixPath.FromText("pipe"), FileType.Fifo, 0b110_110_110);
        _root.CreateNode(UnixPath.FromText("device"), FileType.CharacterDevice, 0b110_110_110, 1, 5);
        _root.CreateNode(UnixPath.FromText("socket"), FileType.Socket, 0b110_110_110);
        _root.CreateDirectory(UnixPath.FromText("dir"), 0b111_101_101);
        foreach (var name in new[] { "pipe", "device", "socket", "dir" })
        {
            _root.CreateSymlink(UnixPath.FromText("to-" + name), ByteText.Encode(name));
            var reading = Task.Run(() =>
            {
                using var self = _root.OpenDirectory(UnixPath.Root);
                Assert.Throws<LinuxException>(() => _root.ReadAllBytes(UnixPath.FromText(name), 10));
                Assert.Throws<LinuxException>(() => _root.ReadAllBytes(UnixPath.FromText("to-" + name), 10));
                Assert.Throws<LinuxException>(() => self.OpenRead(ByteText.Encode(name)));
            });
            await reading.WaitAsync(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void OpenRead_Link_IsFollowedOnlyWhereAsked()
    {
        _folder.File("file", "x");
        _root.CreateSymlink(UnixPath.FromText("link"), "file"u8);
        using (var stream = _root.OpenRead(UnixPath.FromText("link")))
        {
            Assert.Equal('x', stream.ReadByte());
        }

        Assert.True(Assert.Throws<LinuxException>(() => _root.OpenRead(UnixPath.FromText("link"), followSymlink: false)).IsSymbolicLinkLoop);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public void ReadAllBytes_Limit_IsExact(int size)
    {
        File.WriteAllBytes(_folder.Sub("file"), new byte[size]);
        Assert.Equal(size, _root.ReadAllBytes(UnixPath.FromText("file"), size).Length);
        Assert.Equal(size, _root.ReadAllBytes(UnixPath.FromText("file"), size + 1).Length);
        File.AppendAllText(_folder.Sub("file"), "x");
        Assert.True(Assert.Throws<LinuxException>(() => _root.ReadAllBytes(UnixPath.FromText("file"), size)).IsTooLarge);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("dir/..")]
    [InlineData("dir/.")]
    public void Remove_PathsWithoutAName_AreRefused(string path)
    {
        _folder.File("dir/file");
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => _root.RemoveTree(UnixPath.FromText(path))).ErrorNumber);
        Assert.Throws<LinuxException>(() => _root.Remove(UnixPath.FromText(path)));
        Assert.Throws<LinuxException>(() => _root.Rename(UnixPath.FromText(path), UnixPath.FromText("x")));
        Assert.True(File.Exists(_folder.Sub("dir/file")));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("a\0b")]
    public void DirectoryHandle_WhatIsNoName_IsRefused(string name)
    {
        _folder.File("a/b");
        using var self = _root.OpenDirectory(UnixPath.Root);
        var bytes = ByteText.Encode(name);
        Assert.Throws<LinuxException>(() => self.Stat(bytes));
        Assert.Throws<LinuxException>(() => self.OpenRead(bytes));
        Assert.Throws<LinuxException>(() => self.RemoveTree(bytes));
        Assert.Throws<LinuxException>(() => self.GetXattr(bytes, "user.x"u8));
        Assert.Throws<LinuxException>(() => self.CreateFile(bytes, 0));
    }

    [Fact]
    public void TryStat_NameTooLong_IsAnErrorAndNotAbsence() =>
        Assert.Throws<LinuxException>(() => _root.TryStat(UnixPath.FromText(new string('n', 300)), out _));

    [Fact]
    public void GetXattr_NameTooLong_IsNotCutToAnother()
    {
        // 255 bytes are the longest name; a longer one must not be taken for its beginning.
        _folder.File(new string('n', 255));
        Assert.Throws<LinuxException>(() => _root.ListXattrs(UnixPath.FromText(new string('n', 600))));
    }

    [Fact]
    public void Rename_OverAFile_ReplacesIt()
    {
        _folder.File("a", "A");
        _folder.File("b", "B");
        _root.Rename(UnixPath.FromText("a"), UnixPath.FromText("b"));
        Assert.Equal("A", File.ReadAllText(_folder.Sub("b")));
    }
}
