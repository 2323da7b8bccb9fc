using Drydock.Storage;

namespace Drydock.Build.Steps.Running;

/// <summary>
/// The directories that overlayfs works in, one for each RUN. What it leaves there is removed beside the steps that
/// follow: that takes as many calls as a small step makes itself.
/// </summary>
internal sealed class WorkDirectories(TempArea temp) : IDisposable
{
    private readonly Lock _lock = new();
    private Task _removing = Task.CompletedTask;

    /// <summary>An empty directory, in the file system of what RUN steps write to.</summary>
    public string New() => temp.NewDirectory("work");

    /// <summary>Removes it, soon; nothing is mounted with it any more.</summary>
    public void Discard(string path)
    {
        lock (_lock)
        {
            _removing = RemoveAsync(_removing, path);
        }
    }

    /// <summary>Waits until all are gone. One that cannot be removed stays for whoever clears <c>tmp/</c> next.</summary>
    public void Dispose() => _removing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    private static async Task RemoveAsync(Task before, string path)
    {
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TempArea.Delete(path);
    }
}
