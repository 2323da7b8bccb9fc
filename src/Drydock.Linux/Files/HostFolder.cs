namespace Drydock.Linux.Files;

/// <summary>Folders of the host that the user named: outputs, never paths of an image or a context.</summary>
public static class HostFolder
{
    /// <summary>Whether there is a folder at that path.</summary>
    public static bool Exists(string hostPath) => Directory.Exists(hostPath);

    /// <summary>Opens a folder, made with those above it when it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static RootedDirectory OpenOrCreate(string hostPath)
    {
        Directory.CreateDirectory(hostPath);
        return RootedDirectory.Open(hostPath);
    }
}
