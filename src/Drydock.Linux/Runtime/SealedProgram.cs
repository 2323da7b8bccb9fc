using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Runtime;

/// <summary>
/// A copy of a program in memory that nobody can change any more. A runtime must not let a container
/// reach its own file (CVE-2019-5736), so crun and runc begin by making a safe copy of themselves and
/// executing that; what is executed from such a copy already need not.
/// </summary>
/// <remarks>memfd_create(2); the seals that runtimes look for are those of runc's cloned_binary.c.</remarks>
internal sealed class SealedProgram
{
    // F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
    private const int AllSeals = 0xf;
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private readonly SafeFileHandle _memory;

    private SealedProgram(SafeFileHandle memory) => _memory = memory;

    /// <summary>Where this process and those it starts can execute it.</summary>
    public string Path => $"/proc/self/fd/{_memory.DangerousGetHandle()}";

    /// <summary>
    /// Copies a program; null where the kernel does not make such copies, or allows none to be executed, and for a
    /// script, whose interpreter could not open a file that is closed when it is executed.
    /// </summary>
    /// <exception cref="LinuxException">The program cannot be read.</exception>
    public static unsafe SealedProgram? TryCopy(string path)
    {
        using var file = HostFile.Open(path, OpenFlags.O_RDONLY);
        Span<byte> magic = stackalloc byte[4];
        if (RandomAccess.Read(file, magic, 0) < 4 || !magic.SequenceEqual("\u007fELF"u8))
        {
            return null;
        }

        int fd;
        fixed (byte* name = "runtime"u8)
        {
            fd = Libc.CreateMemoryFile(name, CloseOnExec | AllowSealing);
        }

        if (fd < 0)
        {
            return null;
        }

        var memory = new SafeFileHandle(fd, ownsHandle: true);
        FileCopy.CopyRange(file, 0, memory, 0, RandomAccess.GetLength(file));
        var copy = new SealedProgram(memory);
        if (Libc.Fcntl(memory, Libc.F_ADD_SEALS, AllSeals) == 0 && Processes.ProgramPath.Find(copy.Path) is not null)
        {
            return copy;
        }

        memory.Dispose();
        return null;
    }
}
