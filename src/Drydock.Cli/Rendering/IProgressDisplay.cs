using Drydock.Build.Progress;

namespace Drydock.Cli.Rendering;

/// <summary>A way to show a build; disposing it ends the display and leaves its last state on the screen.</summary>
internal interface IProgressDisplay : IBuildProgress, IDisposable
{
    /// <summary>The vertices seen so far, in the order they began.</summary>
    IReadOnlyCollection<VertexState> Vertices { get; }

    /// <summary>What is really shown to the user, where this one stands for another.</summary>
    IProgressDisplay Shown => this;

    /// <summary>The warnings so far, to be printed at the end.</summary>
    IReadOnlyList<BuildWarning> Warnings { get; }
}
