using System.Collections.Concurrent;
using Drydock.Storage;

namespace Drydock.Build.Steps.Running;

/// <summary>
/// The directories that overlayfs works in, one for each RUN that executes. What it leaves in one is removed beside the
/// steps that follow, for that takes as many calls as a small step makes itself; then another step can have it.
/// </summary>
internal sealed class WorkDirectories(TempArea temp) : IDisposable
{
    private readonly ConcurrentBag<string> _empty = [];
    private readonly Lock _lock = new();
    private Task _emptying = Task.CompletedTask;

    /// <summary>An empty directory, in the file system of what RUN steps write to.</summary>
    public string Take() => _empty.TryTake(out var path) ? path : temp.NewDirectory("work");

    /// <summary>Gives a directory back; nothing is mounted with it any more.</summary>
    public void Return(string path)
    {
        lock (_lock)
        {
            _emptying = EmptyAsync(_emptying, path);
        }
    }

    /// <summary>Removes them all. One that cannot be removed stays for whoever clears <c>tmp/</c> next.</summary>
    public void Dispose()
    {
        _emptying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        foreach (var path in _empty)
        {
            TempArea.Delete(path);
        }
    }

    private async Task EmptyAsync(Task before, string path)
    {
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TempArea.Empty(path);
        _empty.Add(path);
    }
}
