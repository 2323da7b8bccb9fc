using System.Runtime.InteropServices;
using System.Text;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;
using static Drydock.Linux.Interop.Libc;

namespace Drydock.Linux.Mounts;

/// <summary>A file system being configured: fsopen(2), fsconfig(2), fsmount(2).</summary>
internal sealed unsafe class MountContext : IDisposable
{
    private readonly SafeFileHandle _context;
    private readonly string _operation;
    private readonly string _target;

    private MountContext(SafeFileHandle context, string operation, string target)
    {
        _context = context;
        _operation = operation;
        _target = target;
    }

    public void Dispose() => _context.Dispose();

    internal static MountContext Open(string type, string operation, string target)
    {
        fixed (byte* name = CPath.OfHost(type))
        {
            var fd = Fsopen(SyscallNumber.Fsopen, name, FSOPEN_CLOEXEC);
            return fd < 0
                ? throw LinuxException.Last(operation, target)
                : new MountContext(new SafeFileHandle(fd, ownsHandle: true), operation, target);
        }
    }

    /// <summary>Sets an option; a null value sets a flag.</summary>
    internal void Set(string key, string? value, string? what)
    {
        if (!TrySet(key, value))
        {
            throw Failure(what ?? (value is null ? key : $"{key}={value}"));
        }
    }

    internal bool TrySet(string key, string? value)
    {
        fixed (byte* name = CPath.OfHost(key), text = value is null ? null : CPath.OfHost(value))
        {
            return Fsconfig(SyscallNumber.Fsconfig, _context, text is null ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, name, text, 0) == 0;
        }
    }

    internal void MountOn(string target, MountOptions options)
    {
        if (Fsconfig(SyscallNumber.Fsconfig, _context, FSCONFIG_CMD_CREATE, null, null, 0) != 0)
        {
            throw Failure(null);
        }

        var fd = Fsmount(SyscallNumber.Fsmount, _context, FSMOUNT_CLOEXEC, options.ToAttributes());
        if (fd < 0)
        {
            throw Failure(null);
        }

        using var mount = new SafeFileHandle(fd, ownsHandle: true);
        Mount.Attach(mount, target, _operation);
    }

    internal LinuxException Failure(string? what)
    {
        var errno = Marshal.GetLastPInvokeError();
        var details = new[] { what, Explanation() }.Where(text => !string.IsNullOrEmpty(text));
        return new LinuxException(errno, _operation, _target, string.Join("; ", details) is { Length: > 0 } detail ? detail : null);
    }

    // The kernel leaves messages in the context, one a read: "e overlay: ...".
    private string Explanation()
    {
        var text = new StringBuilder();
        var buffer = stackalloc byte[1024];
        for (nint read; (read = Read(_context, buffer, 1024)) > 0;)
        {
            var message = ByteText.Decode(new ReadOnlySpan<byte>(buffer, (int)read)).TrimEnd('\n');
            text.Append(text.Length > 0 ? "; " : "").Append(message.Length > 2 ? message[2..] : message);
        }

        return text.ToString();
    }
}
