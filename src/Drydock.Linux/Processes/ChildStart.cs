namespace Drydock.Linux.Processes;

/// <summary>A program to be started. Texts are bytes in the form of <see cref="ByteText"/>, and reach the program as those bytes.</summary>
/// <param name="Program">Path of the program, or a name to be looked for on PATH.</param>
/// <param name="Arguments">Its arguments, without the program itself.</param>
public sealed record ChildStart(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The environment, each entry as NAME=value; null for that of this process.</summary>
    public IReadOnlyList<string>? Environment { get; init; }

    /// <summary>The directory it starts in, a path of the host; null for that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Its standard input.</summary>
    /// <value><see cref="Stdio.Null"/></value>
    public Stdio StandardInput { get; init; } = Stdio.Null;

    /// <summary>Its standard output.</summary>
    /// <value><see cref="Stdio.Null"/></value>
    public Stdio StandardOutput { get; init; } = Stdio.Null;

    /// <summary>Its standard error.</summary>
    /// <value><see cref="Stdio.Null"/></value>
    public Stdio StandardError { get; init; } = Stdio.Null;

    /// <summary>Whether it leads a process group of its own, which can be killed as a whole. Not for one that reads from a terminal.</summary>
    /// <value>true</value>
    public bool OwnGroup { get; init; } = true;

    /// <summary>Whether it leads a session of its own: no terminal, and no end of ours, reaches it.</summary>
    /// <value>false</value>
    public bool OwnSession { get; init; }
}
