using System.Formats.Tar;

namespace Drydock.Testing.Images;

/// <summary>Finds archives and folders of images among the files that a test wrote, and examines them.</summary>
public static class ImageArchive
{
    private const int MagicOffset = 257;

    /// <summary>Examines an archive; a file that is none is let be.</summary>
    /// <exception cref="InvalidOperationException">Something that it says of its images is not so.</exception>
    public static void AssertValid(string name, Stream tar)
    {
        if (!IsTar(tar))
        {
            return;
        }

        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var reader = new TarReader(tar, leaveOpen: true);
        try
        {
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    using var content = new MemoryStream();
                    entry.DataStream?.CopyTo(content);
                    files[entry.Name] = content.ToArray();
                }
            }
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            // It was cut: a test of that.
            return;
        }

        Assert(name, files);
    }

    /// <summary>Examines everything below a folder that is an image, but for what is below <paramref name="except"/>.</summary>
    /// <exception cref="InvalidOperationException">Something that they say of their images is not so.</exception>
    public static void AssertAllValid(string folder, string except)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        bool Counts(string path) => !path.StartsWith(except + "/", StringComparison.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.tar", options).Where(Counts))
        {
            using var file = File.OpenRead(path);
            AssertValid(path, file);
        }

        foreach (var layout in Directory.EnumerateFiles(folder, "oci-layout", options).Where(Counts).Select(p => Path.GetDirectoryName(p)!))
        {
            Assert(layout, Directory.EnumerateFiles(layout, "*", options).ToDictionary(p => Path.GetRelativePath(layout, p), File.ReadAllBytes, StringComparer.Ordinal));
        }
    }

    private static void Assert(string name, Dictionary<string, byte[]> files)
    {
        var problems = new ImageExaminer(files).Examine();
        if (problems.Count > 0)
        {
            throw new InvalidOperationException($"{name} is not what it says:\n{string.Join('\n', problems)}");
        }
    }

    private static bool IsTar(Stream stream)
    {
        var head = new byte[512];
        var isTar = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan(MagicOffset).StartsWith("ustar"u8);
        stream.Position = 0;
        return isTar;
    }
}
