namespace Drydock.EndToEnd;

/// <summary>A file system of 40 MB, mounted for as long as it is used.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const string Megabytes = "40M";

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one: ext4 in a file, or memory.</summary>
    public static async Task<SmallDisk> MountAsync(string path, bool inMemory = false)
    {
        Directory.CreateDirectory(path);
        if (inMemory)
        {
            await ProcessFixture.RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}", "tmpfs", path);
        }
        else
        {
            await ProcessFixture.RunAsync("truncate", "-s", Megabytes, path + ".img");
            await ProcessFixture.RunAsync("mkfs.ext4", "-q", "-m", "0", path + ".img");
            await ProcessFixture.RunAsync("mount", "-o", "loop", path + ".img", path);
        }

        return new SmallDisk(path);
    }

    public async ValueTask DisposeAsync() => await ProcessFixture.RunAsync("umount", Path);
}
