using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Build;

/// <summary>A build cannot go on: the Dockerfile, an option or a step is at fault. The message is for the user.</summary>
public sealed class BuildException : Exception
{
    /// <summary>An error at lines of the Dockerfile.</summary>
    /// <param name="message">One sentence, perhaps with a second line of advice.</param>
    /// <param name="lines">Where; none when nowhere in the Dockerfile.</param>
    /// <param name="cause">What was behind it.</param>
    public BuildException(string message, LineRange lines = default, Exception? cause = null)
        : base(message, cause) => Lines = lines;

    /// <summary>Where in the Dockerfile.</summary>
    public LineRange Lines { get; }

    /// <summary>The step that failed, as progress names it; null when no step was running.</summary>
    public string? Step { get; init; }

    /// <summary>Whether what the step had written is kept, for <c>drydock debug</c>.</summary>
    public bool IsKept { get; init; }

    /// <summary>The number of its vertex; 0 when no step was running.</summary>
    public int Vertex { get; init; }
}
