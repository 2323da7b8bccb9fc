using System.Text;
using Drydock.Linux.Mounts;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;

namespace Drydock.Linux.Tests.Support;

/// <summary>
/// A root file system of busybox-static, over which containers are run on an overlay as a build does.
/// Needs root, crun and runc; to be used within <see cref="PrivateMounts.Run"/>.
/// </summary>
internal sealed class BusyboxSandbox
{
    private readonly TemporaryFolder _folder;
    private int _runs;

    public BusyboxSandbox(TemporaryFolder folder, string runtime = "crun")
    {
        _folder = folder;
        foreach (var name in new[] { "base/bin", "base/etc", "base/tmp", "upper", "work", "merged", "state" })
        {
            folder.Directory(name);
        }

        File.Copy("/usr/bin/busybox", folder.Sub("base/bin/busybox"));
        foreach (var applet in "sh cat grep ls id env mount mkdir rm ln touch sleep stat mknod dd ps wc readlink chmod chown echo hostname umask tail ip chroot unshare setsid ulimit test".Split(' '))
        {
            File.CreateSymbolicLink(folder.Sub("base/bin/" + applet), "busybox");
        }

        File.WriteAllText(folder.Sub("base/etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n");
        Base = folder.Sub("base");
        Root = folder.Sub("merged");
        Upper = folder.Sub("upper");
        Runner = OciRuntime.Find(runtime).Prepare(folder.Sub("state"));
    }

    public string Base { get; }

    public string Root { get; }

    public string Upper { get; }

    public ContainerRunner Runner { get; }

    /// <summary>Mounts the overlay; afterwards the base must not be changed.</summary>
    public BusyboxSandbox Mounted()
    {
        OverlayMount.Mount(Root, [Base], Upper, _folder.Sub("work"));
        return this;
    }

    public SandboxSpec Spec(string script) => new()
    {
        RootPath = Root,
        Arguments = ["/bin/sh", "-c", "exec 2>&1; " + script],
        Environment = ["PATH=/bin"],
    };

    public ContainerStart Start(SandboxSpec spec)
    {
        var id = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}";
        return new ContainerStart(id, _folder.Directory($"state/{id}.bundle"), spec.Build());
    }

    public (ChildExit Exit, string Output) Run(string script) => Run(Spec(script));

    /// <summary>Runs a container; its standard error goes where its standard output goes.</summary>
    public (ChildExit Exit, string Output) Run(SandboxSpec spec)
    {
        var output = new MemoryStream();
        var start = Start(spec) with { StandardOutput = Stdio.Pipe };
        var exit = Runner.Run(start, process => process.StandardOutput!.CopyTo(output));
        return (exit, Encoding.UTF8.GetString(output.ToArray()));
    }
}
