namespace Drydock.Dockerfile.Diagnostics;

/// <summary>Lines of a file, both ends included. Line numbers begin at 1; 0 to 0 is nowhere in particular.</summary>
/// <param name="Start">The first line.</param>
/// <param name="End">The last line.</param>
public readonly record struct LineRange(int Start, int End)
{
    /// <summary>One line.</summary>
    public LineRange(int line)
        : this(line, line)
    {
    }

    /// <summary>No place in the file: what is said concerns the file as a whole.</summary>
    public static LineRange None => default;

    /// <summary>Whether the range names no line.</summary>
    public bool IsNone => Start <= 0;

    /// <summary>Whether the line lies within the range.</summary>
    public bool Contains(int line) => line >= Start && line <= End;

    /// <summary><c>3</c> or <c>3-5</c>; empty for <see cref="None"/>.</summary>
    public override string ToString() => IsNone ? "" : Start == End ? $"{Start}" : $"{Start}-{End}";
}
