using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Processes;

/// <summary>Where one of the three standard streams of a child leads.</summary>
public sealed class Stdio
{
    private Stdio(Kind what, SafeFileHandle? file = null)
    {
        What = what;
        File = file;
    }

    internal enum Kind
    {
        Null,
        Inherit,
        Pipe,
        File,
    }

    /// <summary>Nowhere: reading is at the end at once, what is written is lost.</summary>
    public static Stdio Null { get; } = new(Kind.Null);

    /// <summary>Where the same stream of this process leads.</summary>
    public static Stdio Inherit { get; } = new(Kind.Inherit);

    /// <summary>To a stream of the <see cref="ChildProcess"/>.</summary>
    public static Stdio Pipe { get; } = new(Kind.Pipe);

    internal Kind What { get; }

    internal SafeFileHandle? File { get; }

    /// <summary>To an open file; the caller keeps it, and may close it once the child is started.</summary>
    public static Stdio To(SafeFileHandle file) => new(Kind.File, file);
}
