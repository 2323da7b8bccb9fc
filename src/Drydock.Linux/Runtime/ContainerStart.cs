using Drydock.Linux.Processes;

namespace Drydock.Linux.Runtime;

/// <summary>A container to be run.</summary>
/// <param name="Id">Its name for the runtime: letters, digits, <c>_ . + -</c>.</param>
/// <param name="BundleDirectory">An existing folder of the host that config.json is written to; best in memory.</param>
/// <param name="Spec">What to run, and how.</param>
public sealed record ContainerStart(string Id, string BundleDirectory, RuntimeSpec Spec)
{
    /// <summary>A file that gets the process id of the container's first process once that executes its command; null for none.</summary>
    public string? ProcessIdFile { get; init; }

    /// <summary>Standard input.</summary>
    /// <value>empty</value>
    public Stdio StandardInput { get; init; } = Stdio.Null;

    /// <summary>Standard output. A pipe is handed to the callback of <see cref="ContainerRunner.RunAsync"/>.</summary>
    public Stdio StandardOutput { get; init; } = Stdio.Inherit;

    /// <summary>Standard error. A pipe is handed to the callback of <see cref="ContainerRunner.RunAsync"/>.</summary>
    public Stdio StandardError { get; init; } = Stdio.Inherit;
}
