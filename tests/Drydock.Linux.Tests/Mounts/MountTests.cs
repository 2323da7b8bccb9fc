using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Mounts;

/// <summary>Needs root; every mount is in a namespace of its own.</summary>
public sealed class MountTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bind_ReadOnly_CannotBeWrittenButTheSourceCan() => MountNamespace.Run(() =>
    {
        _folder.File("source/file", "x");
        var target = _folder.Directory("target");
        Mount.Bind(_folder.Sub("source"), target, MountOptions.ReadOnly | MountOptions.NoSuid);
        Assert.Equal("x", File.ReadAllText(target + "/file"));
        Assert.Throws<IOException>(() => File.WriteAllText(target + "/file", "y"));
        File.WriteAllText(_folder.Sub("source/file"), "y");
        Assert.Equal("y", File.ReadAllText(target + "/file"));
        Mount.Unmount(target);
        Assert.Empty(Directory.GetFileSystemEntries(target));
    });

    [Fact]
    public void Bind_File_WorksOnAFile() => MountNamespace.Run(() =>
    {
        Mount.Bind(_folder.File("a", "A"), _folder.File("b", "B"));
        Assert.Equal("A", File.ReadAllText(_folder.Sub("b")));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bind_MountsBelow_ComeAlongOnlyWhenRecursive(bool recursive) => MountNamespace.Run(() =>
    {
        Mount.Tmpfs(_folder.Directory("source/inner"));
        _folder.File("source/inner/file");
        var target = _folder.Directory("target");
        Mount.Bind(_folder.Sub("source"), target, MountOptions.ReadOnly, recursive);
        Assert.Equal(recursive, File.Exists(target + "/inner/file"));
        Assert.ThrowsAny<IOException>(() => File.WriteAllText(target + "/inner/new", ""));
    });

    [Fact]
    public void Tmpfs_SizeAndMode_AreAsGiven() => MountNamespace.Run(() =>
    {
        Mount.Tmpfs(_folder.Path, sizeBytes: 1024 * 1024, mode: 0b111_000_000);
        var status = FileSystemStatus.Of(_folder.Path);
        Assert.Equal(("tmpfs", 1024L * 1024), (status.TypeName, status.TotalBytes));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
    });

    [Fact]
    public void ProcAndCgroup2_AreMounted() => MountNamespace.Run(() =>
    {
        Mount.Proc(_folder.Directory("proc"));
        Assert.True(Directory.Exists(_folder.Sub("proc/1")));
        Mount.Cgroup2(_folder.Directory("cgroup"));
        Assert.Equal("cgroup2", FileSystemStatus.Of(_folder.Sub("cgroup")).TypeName);
        Mount.Unmount(_folder.Sub("proc"));
        Mount.Unmount(_folder.Sub("cgroup"));
    });

    [Fact]
    public void Unmount_NotMounted_IsAnErrorOrFalse() => MountNamespace.Run(() =>
    {
        Assert.Throws<LinuxException>(() => Mount.Unmount(_folder.Path));
        Assert.False(Mount.UnmountIfMounted(_folder.Path));
        Assert.False(Mount.UnmountIfMounted(_folder.Sub("none")));
    });

    [Fact]
    public void Failure_NamesWhatAndWhere() => MountNamespace.Run(() =>
    {
        var failure = Assert.Throws<LinuxException>(() => Mount.Bind(_folder.Sub("none"), _folder.Path));
        Assert.Equal($"cannot bind {_folder.Sub("none")} to {_folder.Path}: No such file or directory", failure.Message);
        Assert.Contains("cannot mount tmpfs on ", Assert.Throws<LinuxException>(() => Mount.Tmpfs(_folder.Sub("none"))).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void NamespaceOfTheThread_KeepsMountsFromTheHost()
    {
        MountNamespace.Run(() =>
        {
            Mount.Tmpfs(_folder.Path);
            File.WriteAllText(_folder.Sub("inside"), "");
        });
        Assert.False(File.Exists(_folder.Sub("inside")));
        Assert.DoesNotContain(_folder.Path, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }
}
