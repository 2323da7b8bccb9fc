using Drydock.Linux.Files;

namespace Drydock.Linux.Tests.Support;

/// <summary>A folder that is gone after the test, whatever the test put there.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => System.IO.Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "drydock-linux-" + Guid.NewGuid().ToString("N"));

    public string Sub(string name) => System.IO.Path.Combine(Path, name);

    public string Directory(string name) => System.IO.Directory.CreateDirectory(Sub(name)).FullName;

    public string File(string name, string content = "")
    {
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Sub(name))!);
        System.IO.File.WriteAllText(Sub(name), content);
        return Sub(name);
    }

    public void Dispose()
    {
        using var parent = RootedDirectory.Open(System.IO.Path.GetTempPath());
        parent.RemoveTree(UnixPath.FromText(System.IO.Path.GetFileName(Path)));
    }
}
