using Drydock.Linux.Mounts;
using Drydock.Linux.Runtime;
using Drydock.Linux.Runtime.Seccomp;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Runtime.Seccomp;

/// <summary>Needs root, crun, runc and busybox-static.</summary>
public sealed class SeccompAnnotationTests : IDisposable
{
    private const string Name = "run.oci.seccomp_bpf_data";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024 - 12)]
    [InlineData(64 * 1024 - 24)]
    [InlineData(200_000)]
    public void IsKnownTo_NameAnywhereInTheFile_IsFound(int before)
    {
        Assert.True(SeccompAnnotation.IsKnownTo(_folder.File("crun", new string('-', before) + Name)));
        Assert.True(SeccompAnnotation.IsKnownTo(_folder.File("crun", new string('-', before) + Name + "--")));
        Assert.False(SeccompAnnotation.IsKnownTo(_folder.File("crun", new string('-', before) + Name[..^1])));
    }

    [Fact]
    public void IsKnownTo_Runtimes_CrunOnly()
    {
        Assert.True(SeccompAnnotation.IsKnownTo(OciRuntime.Find("crun").Path));
        Assert.False(SeccompAnnotation.IsKnownTo(OciRuntime.Find("runc").Path));
        Assert.False(SeccompAnnotation.IsKnownTo(_folder.File("empty")));
    }

    [Fact]
    public void Run_RuntimeWithoutTheAnnotation_HasTheListOfCalls() => PrivateMounts.Run(() =>
    {
        var sandbox = new BusyboxSandbox(_folder, Forgetful("")).Mounted();
        Assert.Equal("Seccomp:\t2\nunshare: unshare(0x20000): Operation not permitted\n", sandbox.Run("grep Seccomp: /proc/self/status; unshare -m true").Output);
    });

    [Fact]
    public void Run_RuntimeThatOverlooksTheAnnotation_StartsNothing() => PrivateMounts.Run(() =>
    {
        var sandbox = new BusyboxSandbox(_folder, Forgetful(Name)).Mounted();
        Assert.Throws<RuntimeException>(() => sandbox.Run("touch /started"));
        Assert.False(File.Exists(sandbox.Root + "/started"));
    });

    // A crun that does not look at the annotation.
    private string Forgetful(string comment)
    {
        var path = _folder.File("forgetful-crun", $$"""
            #!/bin/sh
            # {{comment}}
            for argument; do
              [ "$previous" != --bundle ] || sed -i 's/seccomp_bpf_data/ignored/' "$argument/config.json"
              previous=$argument
            done
            exec crun "$@"
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
