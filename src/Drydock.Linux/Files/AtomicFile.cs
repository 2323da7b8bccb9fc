using Drydock.Linux.Interop;

namespace Drydock.Linux.Files;

/// <summary>Writes the product's own files so that a reader finds the old content or the new, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Writes a temporary file beside the path, flushes it, renames it over the path, and flushes the directory.</summary>
    /// <param name="hostPath">A path of the host; its directory must exist.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="mode">Mode of the file (octal 0644 unless given); exact, whatever the umask.</param>
    /// <param name="durable">Whether to flush; without, a crash of the machine may leave old, new, or empty content.</param>
    /// <exception cref="LinuxException">Something failed; the old content is untouched and the temporary file removed.</exception>
    public static void Write(string hostPath, ReadOnlySpan<byte> content, int mode = 0b110_100_100, bool durable = true)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(hostPath))!;
        using var directory = RootedDirectory.Open(folder);
        using var handle = directory.OpenDirectory(UnixPath.Root);
        var name = ByteText.Encode(Path.GetFileName(hostPath));
        var temporary = ByteText.Encode($".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = handle.CreateFile(temporary, mode))
            {
                RandomAccess.Write(file, content, 0);
                if (durable)
                {
                    FileSync.Flush(file, hostPath);
                }
            }

            handle.Rename(temporary, handle, name);
        }
        catch (IOException e)
        {
            handle.Remove(temporary);
            throw e as LinuxException ?? new LinuxException(ErrorOf(e), "write", hostPath);
        }

        if (durable)
        {
            FileSync.Flush(handle.Handle, folder);
        }
    }

    // .NET puts errno into HResult for the errors it has no HRESULT for; a full disk it calls 0x80070070.
    private static int ErrorOf(IOException e) =>
        e.HResult == unchecked((int)0x80070070) ? Errno.ENOSPC : e.HResult is > 0 and < 4096 ? e.HResult : 5;
}
