using System.CommandLine;
using Drydock.Cli.Inspecting;

namespace Drydock.Cli.Commands;

/// <summary>Every command, at the top and in docker's long forms.</summary>
internal static class CommandTable
{
    public static IEnumerable<Command> TopLevel(GlobalOptions globals) =>
    [
        BuildCommand.Create(globals),
        WhyCommand.Create(globals),
        ImagesCommand.Create(globals),
        InspectCommand.Create(globals, "object", ContainerInspector.Inspector, ImageInspector.Inspector),
        HistoryCommand.Create(globals),
        PullCommand.Create(globals),
        PushCommand.Create(globals),
        LoginCommand.CreateLogin(globals),
        LoginCommand.CreateLogout(),
        TagCommand.Create(globals),
        ImportCommand.Create(globals),
        SaveCommand.Create(globals),
        LoadCommand.Create(globals),
        RmiCommand.Create(globals),
        DfCommand.Create(globals),
        PruneCommand.Create(globals),
        .. ContainerCommands(globals),
        PsCommand.Create(globals),
        ContainerMonitorCommand.Create(globals),
        VersionCommand.Create(globals),
    ];

    public static IEnumerable<(string Name, string Description, IReadOnlyList<Command> Commands)> Groups(GlobalOptions globals) =>
    [
        ("image", "Work with images",
        [
            BuildCommand.Create(globals),
            ImagesCommand.Create(globals, "ls"),
            InspectCommand.Create(globals, "image", ImageInspector.Inspector),
            HistoryCommand.Create(globals),
            PullCommand.Create(globals),
            PushCommand.Create(globals),
            TagCommand.Create(globals),
            ImportCommand.Create(globals),
            SaveCommand.Create(globals),
            LoadCommand.Create(globals),
            RmiCommand.Create(globals, "rm"),
            PruneCommand.CreateForImages(globals),
        ]),
        ("builder", "Work with the build cache", [BuildCommand.Create(globals), WhyCommand.Create(globals), PruneCommand.CreateForCache(globals)]),
        ("system", "Work with the store", [DfCommand.Create(globals), PruneCommand.Create(globals)]),
        ("manifest", "Look at manifests of a registry", [ManifestCommand.CreateInspect(globals)]),
        ("container", "Work with containers",
        [
            .. ContainerCommands(globals),
            PsCommand.Create(globals, "ls"),
            InspectCommand.Create(globals, "container", ContainerInspector.Inspector),
        ]),
        ("buildx", "docker buildx's form of build", [BuildCommand.Create(globals), PruneCommand.CreateForCache(globals)]),
    ];

    private static IEnumerable<Command> ContainerCommands(GlobalOptions globals) =>
    [
        RunCommand.Create(globals),
        CreateCommand.Create(globals),
        StartCommand.Create(globals),
        StopCommand.Create(globals),
        RestartCommand.Create(globals),
        KillCommand.Create(globals),
        WaitCommand.Create(globals),
        LogsCommand.Create(globals),
        ExecCommand.Create(globals),
        RmCommand.Create(globals),
        ExportCommand.Create(globals),
        CommitCommand.Create(globals),
    ];
}
