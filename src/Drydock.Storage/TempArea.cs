using Drydock.Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Storage;

/// <summary>
/// The <c>tmp/</c> of a store: everything is born here and renamed out, so that what has its final
/// name is complete.
/// </summary>
public sealed class TempArea
{
    private const string SmallFile = "file";
    private static readonly TimeSpan s_longestWrite = TimeSpan.FromMinutes(1);

    private readonly string _directory;

    internal TempArea(string directory) => _directory = directory;

    /// <summary>A fresh path in <c>tmp/</c>; nothing exists there yet.</summary>
    public string NewPath(string kind) => Path.Combine(_directory, $"{kind}-{Guid.NewGuid():N}");

    /// <summary>A fresh empty directory in <c>tmp/</c>.</summary>
    public string NewDirectory(string kind)
    {
        var path = NewPath(kind);
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Writes a small file: temp, fsync, rename. Readers see the old bytes or the new, never part of either.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="durable">Whether it must survive a crash of the machine. One that is not may be empty after one; its reader takes that for absent.</param>
    /// <exception cref="IOException">The disk is full or not writable; the old file is as it was.</exception>
    public void WriteFile(string path, ReadOnlySpan<byte> bytes, bool durable = true)
    {
        var temp = NewPath(SmallFile);
        try
        {
            using (var handle = File.OpenHandle(temp, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(handle, bytes, 0);
                if (durable)
                {
                    RandomAccess.FlushToDisk(handle);
                }
            }

            Place(temp, path, durable);
        }
        catch
        {
            File.Delete(temp);
            throw;
        }
    }

    /// <summary>Writes a file that may be too large to be held in memory, in the same way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">Whether it must survive a crash of the machine.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">The disk is full or not writable; the old file is as it was.</exception>
    public void WriteFile(string path, bool durable, Action<Stream> write)
    {
        var temp = NewPath(SmallFile);
        try
        {
            using (var stream = new FileStream(temp, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: durable);
            }

            Place(temp, path, durable);
        }
        catch
        {
            File.Delete(temp);
            throw;
        }
    }

    // A file that was flushed has nothing left to write: a plain rename costs nothing then.
    private static void Place(string temp, string path, bool durable)
    {
        if (durable)
        {
            File.Move(temp, path, overwrite: true);
        }
        else
        {
            FileReplacement.Move(temp, path);
        }
    }

    /// <summary>Removes a file or a whole tree; nothing happens when it is not there.</summary>
    public static void Delete(string path) => HostTree.Remove(path);

    /// <summary>Moves a directory of the store out of sight in one step; its files are removed afterwards.</summary>
    internal void Discard(string directory)
    {
        var trash = NewPath("trash");
        Directory.Move(directory, trash);
        HostTree.Remove(trash);
    }

    /// <summary>Removes all that is in a directory of <c>tmp/</c>.</summary>
    public static void Empty(string path)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(path))
        {
            HostTree.Remove(entry);
        }
    }

    /// <summary>Whether anything is in <c>tmp/</c>.</summary>
    internal bool HasEntries() => Directory.EnumerateFileSystemEntries(_directory).Any();

    /// <summary>Removes all that processes which are gone left behind. The caller has the store to itself.</summary>
    /// <remarks>Single records are written without a lease too, in a moment: a young one is let be.</remarks>
    internal void Clear(DateTimeOffset now)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(_directory))
        {
            if (!Path.GetFileName(path).StartsWith(SmallFile, StringComparison.Ordinal) || (now - File.GetLastWriteTimeUtc(path)).Duration() > s_longestWrite)
            {
                HostTree.Remove(path);
            }
        }
    }

    /// <summary>Opens a new file for reading and writing in <c>tmp/</c>.</summary>
    public SafeFileHandle CreateFile(string kind, out string path)
    {
        path = NewPath(kind);
        return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>Opens a new file in <c>tmp/</c> that may become large, to be written from its beginning to its end.</summary>
    public FileStream CreateLargeFile(string kind, out string path) => new LargeFileStream(CreateFile(kind, out path));
}
