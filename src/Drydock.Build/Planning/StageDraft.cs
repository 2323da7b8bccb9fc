using Drydock.Build.Graph;
using Drydock.Dockerfile.Stages;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>A stage while its instructions are planned one after another.</summary>
internal sealed class StageDraft
{
    private static readonly string[] s_defaultShell = ["/bin/sh", "-c"];
    private static readonly string[] s_windowsShell = ["cmd", "/S", "/C"];

    /// <summary>The name or index of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The step that gives the root file system so far.</summary>
    public required BuildStep Top { get; set; }

    /// <summary>The config so far, but for the environment.</summary>
    public required ContainerConfig Config { get; set; }

    /// <summary>The environment of the image.</summary>
    public required VariableScope Environment { get; init; }

    /// <summary>What expansion and RUN see: ENV and ARG, later over earlier.</summary>
    public required StageScope Scope { get; init; }

    /// <summary>The history so far.</summary>
    public required List<PlannedHistory> History { get; init; }

    /// <summary>MAINTAINER.</summary>
    public string? Author { get; set; }

    /// <summary>The platform of the stage.</summary>
    public required Platform Platform { get; init; }

    /// <summary>Layers of the image the chain of stages began from.</summary>
    public required int BaseLayers { get; init; }

    /// <summary>Its creation time.</summary>
    public string? BaseCreated { get; init; }

    /// <summary>Whether CMD was set in this stage, so that ENTRYPOINT leaves it.</summary>
    public bool CommandIsSet { get; set; }

    /// <summary>Steps of this stage in order, FROM first: they are counted in the names.</summary>
    public List<BuildStep> Steps { get; } = [];

    /// <summary>The working directory in force.</summary>
    public string WorkingDirectory => WorkdirPath.FromConfig(Config.WorkingDir, Platform);

    /// <summary>The shell of shell-form instructions.</summary>
    public IReadOnlyList<string> Shell => Config.Shell is { Count: > 0 } shell ? shell : WorkdirPath.IsWindows(Platform) ? s_windowsShell : s_defaultShell;

    /// <summary>What the stage takes from outside: arguments, secrets, agents.</summary>
    public StageInputs Inputs { get; } = new();

    /// <summary>A draft that begins from an image; null from nothing.</summary>
    public static StageDraft FromImage(string stage, BuildStep top, ImageConfig? image, Platform platform)
    {
        platform = image is null ? platform : image.Platform;
        var isWindows = WorkdirPath.IsWindows(platform);
        var config = image is null ? new ContainerConfig { WorkingDir = WorkdirPath.InConfig("/", platform) } : image.Config ?? new ContainerConfig();
        var environment = isWindows ? config.Env ?? [] : StageScope.EnvironmentOf(config.Env);
        return new StageDraft
        {
            Stage = stage,
            Top = top,
            Config = config with
            {
                WorkingDir = string.IsNullOrEmpty(config.WorkingDir) || isWindows ? config.WorkingDir : WorkdirPath.Resolve("/", config.WorkingDir),
            },
            Environment = new VariableScope(environment),
            Scope = new StageScope(environment),
            History = [.. (image?.History ?? []).Select(h => new PlannedHistory(h, null, Inherited: true))],
            Author = image?.Author,
            Platform = platform,
            BaseLayers = image?.RootFs.DiffIds?.Count ?? 0,
            BaseCreated = image?.Created,
        };
    }

    /// <summary>A draft that begins from another stage: all of it is inherited.</summary>
    public static StageDraft FromStage(string stage, StageDraft parent, BuildStep top) => new()
    {
        Stage = stage,
        Top = top,
        Config = parent.Config with { OnBuild = null },
        Environment = parent.Environment.Clone(),
        Scope = parent.Scope.Derive(),
        History = [.. parent.History],
        Author = parent.Author,
        Platform = parent.Platform,
        BaseLayers = parent.BaseLayers,
        BaseCreated = parent.BaseCreated,
    };

    /// <summary>Adds a history entry; the step is null for metadata.</summary>
    public void AddHistory(string createdBy, BuildStep? step) => History.Add(new PlannedHistory(
        new HistoryEntry
        {
            CreatedBy = createdBy,
            Comment = "buildkit.dockerfile.v0",
            EmptyLayer = step is null ? true : null,
        },
        step,
        Inherited: false));

    /// <summary>Puts a step on top.</summary>
    public void Push(BuildStep step)
    {
        Top = step;
        Steps.Add(step);
    }

    /// <summary>The stage as an image.</summary>
    public PlannedImage ToImage() => new()
    {
        Top = Top,
        Config = Config with { Env = [.. Environment.Environment] },
        Author = Author,
        Platform = Platform,
        History = History,
        BaseLayers = BaseLayers,
        BaseCreated = BaseCreated,
    };
}
