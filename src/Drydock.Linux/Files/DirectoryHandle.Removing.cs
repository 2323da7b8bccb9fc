using System.Runtime.InteropServices;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Files;

public sealed unsafe partial class DirectoryHandle
{
    /// <summary>Moves a file or directory, in one step; replaces a file, or an empty directory, that has the new name.</summary>
    public void Rename(ReadOnlySpan<byte> name, DirectoryHandle target, ReadOnlySpan<byte> targetName)
    {
        var text = Checked("rename", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* from = text, to = target.Checked("rename to", targetName, stackalloc byte[CPath.StackSize], mayBeSelf: false))
        {
            if (Libc.RenameAt2(Handle, from, target.Handle, to, 0) != 0)
            {
                throw Failure("rename", name, "to " + target.TextOf(targetName));
            }
        }
    }

    /// <summary>Removes a file that is not a directory. False when there was none.</summary>
    public bool Remove(ReadOnlySpan<byte> name) => Unlink(name, 0);

    /// <summary>Removes an empty directory. False when there was none.</summary>
    public bool RemoveDirectory(ReadOnlySpan<byte> name) => Unlink(name, OpenFlags.AT_REMOVEDIR);

    /// <summary>Removes a file, or a directory with all that is in it; follows no link. False when there was none.</summary>
    public bool RemoveTree(ReadOnlySpan<byte> name)
    {
        var text = Checked("remove", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text)
        {
            if (Libc.UnlinkAt(Handle, path, 0) == 0)
            {
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == Errno.ENOENT)
        {
            return false;
        }

        if (error is not (Errno.EISDIR or Errno.EPERM) || !TryStat(name, out var status) || !status.IsDirectory)
        {
            throw Failure(error, "remove", name);
        }

        new TreeRemover(OpenDirectory(name)).Run();
        return RemoveDirectory(name);
    }

    private bool Unlink(ReadOnlySpan<byte> name, int flags)
    {
        var text = Checked("remove", name, stackalloc byte[CPath.StackSize], mayBeSelf: false);
        fixed (byte* path = text)
        {
            return Libc.UnlinkAt(Handle, path, flags) == 0
                || (Marshal.GetLastPInvokeError() == Errno.ENOENT ? false : throw Failure("remove", name));
        }
    }
}
