using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>A directory whose content is written outside the store, with what it held from the beginning.</summary>
internal static class FilledDirectory
{
    /// <summary>The directory <c>files/</c> in <paramref name="directory"/>, made when it is not there.</summary>
    internal static async Task<string> OpenAsync(TempArea area, string directory, int mode, uint uid, uint gid, Func<RootedDirectory, Task>? fill)
    {
        var files = Path.Combine(directory, "files");
        if (Directory.Exists(files))
        {
            return files;
        }

        var temp = area.NewDirectory("files");
        using (var root = RootedDirectory.Open(temp))
        {
            var path = UnixPath.FromText("files");
            root.CreateDirectory(path, mode);
            if (fill is not null)
            {
                using var target = root.OpenSubdirectory(path);
                await fill(target);
            }

            root.SetOwner(path, uid, gid);
            root.SetMode(path, mode);
        }

        try
        {
            Directory.Move(temp, directory);
        }
        catch (IOException) when (Directory.Exists(directory))
        {
            // Another process made it first.
            TempArea.Delete(temp);
        }

        return files;
    }
}
