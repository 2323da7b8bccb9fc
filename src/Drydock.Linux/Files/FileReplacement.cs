using System.Runtime.InteropServices;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Files;

/// <summary>Gives a complete file its name, in place of the file that has it: renameat2(2).</summary>
/// <remarks>
/// A plain rename over a file makes ext4 and others write the new file's bytes to the disk at once, so that a crash
/// leaves the old or the new ones: a third of a millisecond. Where that is not asked for, the two exchange their names
/// instead, and the old file is removed by the other.
/// </remarks>
public static unsafe class FileReplacement
{
    private const uint RENAME_NOREPLACE = 1;
    private const uint RENAME_EXCHANGE = 2;

    /// <summary>Moves a file of the product to another name in the same file system; whoever opens that name finds the old file or the new one.</summary>
    /// <param name="hostPath">The file; gone afterwards.</param>
    /// <param name="newHostPath">Its new path. After a crash of the machine there may be an empty file.</param>
    /// <exception cref="LinuxException">The directory is not there or not writable; a process that was killed may have left the old file under the first name.</exception>
    public static void Move(string hostPath, string newHostPath)
    {
        fixed (byte* from = CPath.OfHost(hostPath), to = CPath.OfHost(newHostPath))
        {
            if (Rename(from, to, RENAME_NOREPLACE))
            {
                return;
            }

            // A directory would be exchanged too.
            if (Marshal.GetLastPInvokeError() == Errno.EEXIST && !Directory.Exists(newHostPath) && Rename(from, to, RENAME_EXCHANGE))
            {
                File.Delete(hostPath);
                return;
            }

            // The name went away in between, or the file system knows plain renames only; or this says what is wrong.
            if (!Rename(from, to, 0))
            {
                throw LinuxException.Last("rename to " + newHostPath, hostPath);
            }
        }
    }

    private static bool Rename(byte* from, byte* to, uint flags) => Libc.RenameAt2(OpenFlags.AT_FDCWD, from, OpenFlags.AT_FDCWD, to, flags) == 0;
}
