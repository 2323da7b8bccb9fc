namespace Drydock.EndToEnd;

/// <summary>podman or buildah with a store of its own.</summary>
internal sealed class OtherStore(string program) : IDisposable
{
    // podman takes no long path for what it keeps while it runs.
    private readonly TempDirectory _run = new();
    private readonly TempDirectory _store = TempDirectory.OnDisk();

    /// <summary>Its name.</summary>
    public string Program => program;

    public string this[string name] => _store[name];

    public string Read(string name) => File.ReadAllText(_store[name]).Trim();

    public Task<string> RunAsync(params string[] arguments) =>
        ProcessFixture.RunAsync(program, ["--storage-driver", "vfs", "--root", _store["root"], "--runroot", _run.Path, .. arguments]);

    public void Dispose()
    {
        _run.Dispose();
        _store.Dispose();
    }
}
