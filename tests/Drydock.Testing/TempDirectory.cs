namespace Drydock.Testing;

/// <summary>A new directory that goes away with the test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Makes it under the machine's directory for temporary files.</summary>
    public TempDirectory() => Path = Directory.CreateTempSubdirectory("drydock-test-").FullName;

    private TempDirectory(string path) => Path = path;

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes it where a disk is, also when the directory for temporary files is memory: layers are mounted from there.</summary>
    public static TempDirectory OnDisk()
    {
        var path = $"/var/tmp/drydock-test-{Guid.NewGuid():N}";
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new TempDirectory(path);
    }

    /// <summary>A path inside.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file inside, with the directories it needs.</summary>
    public string Write(string name, string content)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes an executable script inside.</summary>
    public string WriteScript(string name, string content)
    {
        var path = Write(name, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
