using Drydock.Dockerfile.Diagnostics;
using Drydock.Images.Resolving;
using Drydock.Oci;

namespace Drydock.Build.Graph;

/// <summary>
/// One vertex of the build graph. Its definition is complete: every variable is expanded, and two
/// steps are the same work exactly when their cache keys are equal.
/// </summary>
public abstract class BuildStep
{
    /// <summary>The name as progress shows it: <c>[builder 2/5] RUN make</c>. Set once the stage is planned whole.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>Its number in its stage: 0 for the base, then one a step. Set with the name.</summary>
    public int Number { get; internal set; }

    /// <summary>The instruction without its stage: <c>RUN make</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Where the instruction stands in the Dockerfile; for steps of a base's triggers, the FROM.</summary>
    public LineRange Lines { get; init; }

    /// <summary>The platform it is for, as names show it: <c>linux/amd64->arm64</c>. Null where there is only one.</summary>
    internal string? PlatformLabel { get; init; }

    /// <summary>Whether it comes from an ONBUILD of the base.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>The name or index of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Whether the cache may not be used: <c>--no-cache</c>, or the stage is in <c>--no-cache-filter</c>.</summary>
    public bool IgnoreCache { get; init; }

    /// <summary>The step whose root file system this one starts from; null for the first of a stage.</summary>
    public virtual BuildStep? Parent => null;

    /// <summary>All steps that must be done first, <see cref="Parent"/> included.</summary>
    public virtual IEnumerable<BuildStep> Inputs => Parent is null ? [] : [Parent];
}

/// <summary>The beginning of a stage: the layers of an image, or nothing for <c>scratch</c>.</summary>
public sealed class BaseStep : BuildStep
{
    /// <summary>The image; null for <c>scratch</c>.</summary>
    public required ResolvedImage? Image { get; init; }

    /// <summary>The name in the Dockerfile.</summary>
    public required string Reference { get; init; }
}

/// <summary>WORKDIR: makes the directory when it is not there.</summary>
public sealed class WorkdirStep(BuildStep parent) : BuildStep
{
    /// <inheritdoc/>
    public override BuildStep Parent => parent;

    /// <summary>The absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The USER in force, who will own a new directory.</summary>
    public required string User { get; init; }
}

/// <summary>RUN: executes a command in a sandbox.</summary>
public sealed class RunStep(BuildStep parent) : BuildStep
{
    /// <inheritdoc/>
    public override BuildStep Parent => parent;

    /// <inheritdoc/>
    public override IEnumerable<BuildStep> Inputs => [parent, .. Mounts.Select(m => m.From).OfType<BuildStep>()];

    /// <summary>The platform of the programs in its root file system.</summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>The process's argument list.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The process's environment, <c>NAME=value</c>: ENV, ARG and PATH; HOME is added when it runs.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Variables of the environment that are no part of the cache key: proxies.</summary>
    public IReadOnlyList<string> UnkeyedEnvironment { get; init; } = [];

    /// <summary>The working directory, absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>USER as written; empty for root.</summary>
    public required string User { get; init; }

    /// <summary><c>default</c>, <c>none</c> or <c>host</c>.</summary>
    public required string Network { get; init; }

    /// <summary>Whether <c>--security=insecure</c> was given and allowed.</summary>
    public bool Insecure { get; init; }

    /// <summary>What is mounted while the command runs.</summary>
    public IReadOnlyList<StepMount> Mounts { get; init; } = [];

    /// <summary>Scripts of heredocs that begin with <c>#!</c>, mounted read-only below <c>/dev/pipes</c>.</summary>
    public IReadOnlyList<HeredocFile> Scripts { get; init; } = [];
}

/// <summary>COPY or ADD: files from the context, a stage, an image, a heredoc.</summary>
public sealed class CopyStep(BuildStep parent) : BuildStep
{
    /// <inheritdoc/>
    public override BuildStep Parent => parent;

    /// <inheritdoc/>
    public override IEnumerable<BuildStep> Inputs => From is StepOrigin { Step: var step } ? [parent, step, .. Fetched.Values] : [parent, .. Fetched.Values];

    /// <summary>Where <see cref="Sources"/> are.</summary>
    public required CopyOrigin From { get; init; }

    /// <summary>Paths and patterns below the root of <see cref="From"/>, as written, expanded.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Those of <see cref="Sources"/> that are URLs and git repositories, and the steps that fetch them.</summary>
    public IReadOnlyDictionary<string, SourceStep> Fetched { get; init; } = new Dictionary<string, SourceStep>();

    /// <summary>Files whose content stands in the Dockerfile.</summary>
    public IReadOnlyList<HeredocFile> Heredocs { get; init; } = [];

    /// <summary>The destination, absolute; a trailing slash counts.</summary>
    public required string Destination { get; init; }

    /// <summary><c>--chown</c>, or null.</summary>
    public string? Chown { get; init; }

    /// <summary><c>--chmod</c>, or null.</summary>
    public string? Chmod { get; init; }

    /// <summary><c>--link</c>: a layer that does not look at what is below it.</summary>
    public bool Link { get; init; }

    /// <summary><c>--parents</c>: keep the directories of each source below the destination.</summary>
    public bool KeepParents { get; init; }

    /// <summary><c>--exclude</c> patterns.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>ADD: archives are unpacked.</summary>
    public bool Unpack { get; init; }

    /// <summary>ADD: archives that were downloaded are unpacked, too.</summary>
    public bool UnpackFetched { get; init; }
}

/// <summary>A file whose content stands in the Dockerfile.</summary>
public sealed record HeredocFile(string Name, string Content);

/// <summary>Where COPY finds its sources.</summary>
public abstract record CopyOrigin;

/// <summary>A build context.</summary>
/// <param name="Context">The context.</param>
public sealed record ContextOrigin(Contexts.BuildContext Context) : CopyOrigin;

/// <summary>The root file system after another step.</summary>
/// <param name="Step">The last step of a stage, or an image.</param>
public sealed record StepOrigin(BuildStep Step) : CopyOrigin;

/// <summary>No files but heredocs.</summary>
public sealed record NoOrigin : CopyOrigin;

/// <summary>A mount of a RUN.</summary>
/// <param name="Target">Where, absolute.</param>
/// <param name="Options">The mount as the instruction has it, expanded.</param>
/// <param name="From">The step whose files are mounted; null for the context and for mounts without files.</param>
/// <param name="Context">The context whose files are mounted; null otherwise.</param>
public sealed record StepMount(string Target, Dockerfile.Instructions.RunMount Options, BuildStep? From, Contexts.BuildContext? Context);
