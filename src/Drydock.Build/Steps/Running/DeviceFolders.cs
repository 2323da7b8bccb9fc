using System.Collections.Concurrent;
using Drydock.Linux.Runtime;

namespace Drydock.Build.Steps.Running;

/// <summary>The <c>/dev</c> of RUN steps: one that a step left as it was is the next step's, too.</summary>
/// <param name="make">Makes one.</param>
internal sealed class DeviceFolders(Func<DeviceFolder> make) : IDisposable
{
    private readonly ConcurrentBag<DeviceFolder> _untouched = [];

    /// <summary>One for a step that begins.</summary>
    public DeviceFolder Take() => _untouched.TryTake(out var folder) ? folder : make();

    /// <summary>Gives one back.</summary>
    /// <param name="folder">What <see cref="Take"/> gave.</param>
    /// <param name="ended">Whether nothing that the step started is left.</param>
    public void Return(DeviceFolder folder, bool ended)
    {
        if (ended && folder.IsUntouched())
        {
            _untouched.Add(folder);
        }
        else
        {
            folder.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in _untouched)
        {
            folder.Dispose();
        }
    }
}
