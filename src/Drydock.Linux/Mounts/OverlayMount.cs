using System.Runtime.InteropServices;
using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Mounts;

/// <summary>Stacks directories by overlayfs.</summary>
public static class OverlayMount
{
    /// <summary>The most lower layers that the kernel stacks.</summary>
    public const int MaximumLowers = 500;

    /// <summary>Mounts an overlay.</summary>
    /// <param name="target">An existing directory, a path of the host.</param>
    /// <param name="lowers">The read-only layers, the topmost first; at least one.</param>
    /// <param name="upper">Takes the changes; null for a read-only overlay.</param>
    /// <param name="work">An empty directory on the file system of <paramref name="upper"/>; wanted with it.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <remarks>Without an upper directory a single lower is bound, read-only: overlayfs does not take it.</remarks>
    /// <exception cref="LinuxException">The kernel refused; its own explanation is in the message where it gave one.</exception>
    public static void Mount(string target, IReadOnlyList<string> lowers, string? upper = null, string? work = null, OverlayOptions? options = null)
    {
        options ??= new OverlayOptions();
        ArgumentOutOfRangeException.ThrowIfZero(lowers.Count, nameof(lowers));
        if (upper is null && lowers.Count == 1)
        {
            Mounts.Mount.Bind(lowers[0], target, options.Mount | MountOptions.ReadOnly);
            return;
        }

        var operation = $"mount overlay of {lowers.Count} layers on";
        using var names = new ShortNames();
        using var context = MountContext.Open("overlay", operation, target);
        foreach (var lower in lowers)
        {
            if (!context.TrySet("lowerdir+", names.Of(lower)))
            {
                if (Marshal.GetLastPInvokeError() == Errno.EINVAL && ReferenceEquals(lower, lowers[0]))
                {
                    MountByString(target, lowers, upper, work, options);
                    return;
                }

                throw context.Failure($"layer {lower}");
            }
        }

        if (upper is not null)
        {
            context.Set("upperdir", names.Of(upper), upper);
            context.Set("workdir", names.Of(work ?? throw new ArgumentNullException(nameof(work))), work);
        }

        foreach (var (key, value) in Settings(options, upper is not null))
        {
            context.Set(key, value, null);
        }

        context.MountOn(target, options.Mount);
    }

    /// <summary>By mount(2), whose options are one string of at most a page: for Linux before 6.8.</summary>
    internal static void MountByString(string target, IReadOnlyList<string> lowers, string? upper, string? work, OverlayOptions options)
    {
        using var names = new ShortNames(always: true);
        var parts = Settings(options, upper is not null).Select(setting => setting.Value is null ? setting.Key : $"{setting.Key}={setting.Value}").ToList();
        parts.Add("lowerdir=" + string.Join(':', lowers.Select(names.Of)));
        if (upper is not null)
        {
            parts.Add("upperdir=" + names.Of(upper));
            parts.Add("workdir=" + names.Of(work!));
        }

        var data = string.Join(',', parts);
        if (data.Length >= 4096)
        {
            throw new LinuxException(Errno.EINVAL, $"mount overlay of {lowers.Count} layers on", target, "this kernel takes about 200 layers; Linux 6.8 takes 500");
        }

        Mounts.Mount.Classic("overlay", target, "overlay", options.Mount, data);
    }

    private static IEnumerable<(string Key, string? Value)> Settings(OverlayOptions options, bool writable)
    {
        yield return ("redirect_dir", "nofollow");
        yield return ("metacopy", "off");
        yield return ("index", "off");
        if (writable && options.Volatile)
        {
            yield return ("volatile", null);
        }

        if (options.UserXattr)
        {
            yield return ("userxattr", null);
        }
    }

    // A setting is at most 255 bytes, and the option string has its own separators: an open directory has a
    // name below /proc that is short and free of them.
    private sealed class ShortNames(bool always = false) : IDisposable
    {
        private readonly List<SafeFileHandle> _open = [];

        public void Dispose() => _open.ForEach(handle => handle.Dispose());

        internal string Of(string hostPath)
        {
            if (!always && System.Text.Encoding.UTF8.GetByteCount(hostPath) <= 255)
            {
                return hostPath;
            }

            _open.Add(HostFile.Open(hostPath, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
            return $"/proc/self/fd/{_open[^1].DangerousGetHandle()}";
        }
    }
}
