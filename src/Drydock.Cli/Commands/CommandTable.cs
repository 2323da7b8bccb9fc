using System.CommandLine;
using Drydock.Cli.Inspecting;

namespace Drydock.Cli.Commands;

/// <summary>Every command, at the top and in docker's long forms.</summary>
internal static class CommandTable
{
    public static IEnumerable<Command> TopLevel(GlobalOptions globals) =>
    [
        BuildCommand.Create(globals),
        ImagesCommand.Create(globals),
        InspectCommand.Create(globals, "object", ImageInspector.Inspector),
        HistoryCommand.Create(globals),
        PullCommand.Create(globals),
        TagCommand.Create(globals),
        ImportCommand.Create(globals),
        RmiCommand.Create(globals),
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
            TagCommand.Create(globals),
            ImportCommand.Create(globals),
            RmiCommand.Create(globals, "rm"),
        ]),
        ("buildx", "docker buildx's form of build", [BuildCommand.Create(globals)]),
    ];
}
