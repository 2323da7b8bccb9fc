namespace Drydock.Linux.Files;

/// <summary>Small files of the host that the user named: a Dockerfile, a secret, an ignore file.</summary>
public static class HostDocument
{
    /// <summary>Reads a regular file; null when there is none at that path.</summary>
    /// <param name="hostPath">A path of the host.</param>
    /// <param name="maxBytes">The most that is read.</param>
    /// <exception cref="IOException">It is larger, or cannot be read.</exception>
    public static byte[]? TryRead(string hostPath, int maxBytes)
    {
        var file = new FileInfo(hostPath);
        if (!file.Exists)
        {
            return null;
        }

        return file.Length <= maxBytes
            ? File.ReadAllBytes(hostPath)
            : throw new IOException($"{hostPath} has {file.Length} bytes; at most {maxBytes} are read");
    }
}
