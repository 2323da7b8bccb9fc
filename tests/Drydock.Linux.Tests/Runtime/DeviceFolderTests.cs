using System.Diagnostics;
using Drydock.Linux.Files;
using Drydock.Linux.Mounts;
using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Runtime;

/// <summary>Needs root.</summary>
public sealed class DeviceFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("head -c 10 zero >null; echo $(readlink fd) >null; ls -l >null; chown 0:0 null")]
    public void IsUntouched_AfterItWasUsed_IsTrue(string script) => Assert.True(After(script));

    [Theory]
    [InlineData("touch new")]
    [InlineData("touch new; rm new")]
    [InlineData("mkdir shm/new")]
    [InlineData("chmod 600 null")]
    [InlineData("chown 5 zero")]
    [InlineData("rm full; mknod -m 666 full c 1 7")]
    [InlineData("mv zero x; mv null zero; mv x null")]
    [InlineData("ln -sf /etc/passwd stdin")]
    [InlineData("ln tty other")]
    [InlineData("touch -d 2001-01-01 random")]
    [InlineData("chmod 777 shm; chmod 755 shm")]
    [InlineData("rm tty")]
    public void IsUntouched_AfterAChange_IsFalse(string script) => Assert.False(After(script));

    // user:1000:---, with a mask that leaves the mode as it is; linux/posix_acl_xattr.h.
    [Fact]
    public void IsUntouched_AfterAnotherAccessList_IsFalse()
    {
        var list = Convert.FromHexString("0200000001000600FFFFFFFF02000000E803000004000600FFFFFFFF10000600FFFFFFFF20000600FFFFFFFF");
        PrivateMounts.Run(() =>
        {
            using var devices = DeviceFolder.Make(_folder.Directory("dev"));
            using var root = RootedDirectory.Open(devices.Path);
            root.SetXattr(UnixPath.FromText("null"), "system.posix_acl_access"u8, list);
            Assert.False(devices.IsUntouched());
        });
    }

    private bool After(string script)
    {
        var untouched = false;
        PrivateMounts.Run(() =>
        {
            using var devices = DeviceFolder.Make(_folder.Directory("dev"));
            Assert.True(devices.IsUntouched());

            // Longer than a kernel's clock for files may stand still.
            Thread.Sleep(20);
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script]) { WorkingDirectory = devices.Path })!;
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
            untouched = devices.IsUntouched();
        });
        return untouched;
    }
}
