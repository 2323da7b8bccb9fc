using Drydock.Linux.Files;

namespace Drydock.Layers.Tests.Support;

/// <summary>A directory of a test's own, on the disk (EROFS does not mount from a tmpfs); mounts in it are undone first.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly Stack<string> _mounts = new();

    public Scratch()
    {
        Path = Directory.CreateDirectory(System.IO.Path.Combine("/var/tmp", "drydock-layers-" + Guid.NewGuid().ToString("N")[..12])).FullName;
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Make(string name) => Directory.CreateDirectory(this[name]).FullName;

    public string MountErofs(string index, string tar, string name)
    {
        var point = Make(name);
        Mount.Erofs(index, tar, point);
        _mounts.Push(point);
        return point;
    }

    /// <summary>Mounts an overlay; <paramref name="lowers"/> has the topmost layer first.</summary>
    public string MountOverlay(string name, string[] lowers, string? upper = null)
    {
        var point = Make(name);
        var options = "lowerdir=" + string.Join(':', lowers) + ",redirect_dir=nofollow,metacopy=off,index=off";
        if (upper is not null)
        {
            Directory.CreateDirectory(upper);
            options += $",upperdir={upper},workdir={Make(name + ".work")},volatile";
        }

        Mount.Overlay(options, point);
        _mounts.Push(point);
        return point;
    }

    public void Unmount(string point)
    {
        Mount.Undo(point);
        var others = _mounts.Where(other => other != point).Reverse().ToArray();
        _mounts.Clear();
        foreach (var other in others)
        {
            _mounts.Push(other);
        }
    }

    public RootedDirectory Open(string name) => RootedDirectory.Open(this[name]);

    public void Dispose()
    {
        while (_mounts.TryPop(out var point))
        {
            Mount.Undo(point);
        }

        Tool.Run("rm", "-rf", "--one-file-system", Path);
    }
}
