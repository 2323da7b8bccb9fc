using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>
/// A folder beside the record of a layer that was made from the layer's tar. It is there as a whole or not at all,
/// never changed, and can be made again.
/// </summary>
/// <param name="temp">Where it comes from, and goes to.</param>
/// <param name="layer">The folder of the layer.</param>
/// <param name="name">What it is called in there.</param>
/// <param name="mark">What the file is called that says in which boot it was made, until it is on disk for sure.</param>
internal sealed class DerivedFolder(TempArea temp, string layer, string name, string mark)
{
    // The kernel writes dirty pages out after 30 s (vm.dirty_expire_centisecs) and looks every 5 s.
    internal static readonly TimeSpan Settled = TimeSpan.FromSeconds(90);

    private readonly string _mark = System.IO.Path.Combine(layer, mark);

    /// <summary>Where it is, when it is there.</summary>
    public string Path { get; } = System.IO.Path.Combine(layer, name);

    /// <summary>
    /// Its path; null when there is none, or none that can be relied on: one that was made in another boot, shortly
    /// before it ended, may lack what its files held.
    /// </summary>
    public string? Find(DateTimeOffset now)
    {
        if (!File.Exists(_mark))
        {
            return Directory.Exists(Path) ? Path : null;
        }

        using var held = Lock();
        if (File.Exists(_mark) && File.ReadAllText(_mark) != BootId.Current)
        {
            Remove();
            File.Delete(_mark);
        }
        else if (now - File.GetLastWriteTimeUtc(_mark) >= Settled)
        {
            File.Delete(_mark);
        }

        return Directory.Exists(Path) ? Path : null;
    }

    /// <summary>Whether it is there and can be relied on; nothing is changed.</summary>
    public bool IsUsable() => Directory.Exists(Path) && !(File.Exists(_mark) && File.ReadAllText(_mark) != BootId.Current);

    /// <summary>Takes a folder that was made in <c>tmp/</c>; another process may have put one there first, which stays.</summary>
    public void Adopt(string made)
    {
        using var held = Lock();
        if (Directory.Exists(Path))
        {
            HostTree.Remove(made);
        }
        else
        {
            // Invariant: whenever the folder is there, so is the word that it may not be on disk yet.
            temp.WriteFile(_mark, System.Text.Encoding.ASCII.GetBytes(BootId.Current), durable: false);
            Directory.Move(made, Path);
        }
    }

    /// <summary>Moves it out of sight in one step, when it is there; its files are removed afterwards.</summary>
    public void Remove()
    {
        if (Directory.Exists(Path))
        {
            temp.Discard(Path);
        }
    }

    private FileLock Lock() => FileLock.Acquire(System.IO.Path.Combine(layer, "unpacked.lock"), LockMode.Exclusive);
}
