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
        Arguments = ["/bin/sh", "-c", script],
        Environment = ["PATH=/bin"],
    };

    public ContainerStart Start(SandboxSpec spec)
    {
        var id = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}";
        return new ContainerStart(id, _folder.Directory($"state/{id}.bundle"), spec.Build());
    }

    public (ChildExit Exit, string Output) Run(string script) => Run(Spec(script));

    /// <summary>Runs a container; standard output and error together.</summary>
    public (ChildExit Exit, string Output) Run(SandboxSpec spec)
    {
        var output = new MemoryStream();
        var start = Start(spec) with { StandardOutput = Stdio.Pipe, StandardError = Stdio.Pipe };
        var exit = Runner.Run(start, process =>
        {
            var errors = process.StandardError!.CopyToAsync(new SynchronizedStream(output));
            process.StandardOutput!.CopyTo(new SynchronizedStream(output));
            errors.GetAwaiter().GetResult();
        });
        return (exit, Encoding.UTF8.GetString(output.ToArray()));
    }

    private sealed class SynchronizedStream(MemoryStream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            lock (inner)
            {
                inner.Write(buffer, offset, count);
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
