using System.CommandLine;
using Drydock.Containers.Creating;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock create IMAGE [COMMAND…]</c>.</summary>
internal static class CreateCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("create", "Create a container, and do not start it");
        var flags = new ContainerFlags(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            flags.ReportKnown(result, Console.Error);
            var record = await CreateAsync(globals.OpenStore(result), globals, result, flags, cancellationToken);
            Console.WriteLine(record.Id);
            return 0;
        });
        return command;
    }

    /// <summary>Creates the container that flags describe.</summary>
    public static async Task<ContainerRecord> CreateAsync(Store store, GlobalOptions globals, ParseResult result, ContainerFlags flags, CancellationToken cancellationToken)
    {
        var idFile = result.GetValue(flags.IdFile);
        if (idFile is not null && File.Exists(idFile))
        {
            throw new CommandException($"drydock: container ID file found, make sure the other container isn't running or delete {idFile}", 125);
        }

        var request = ContainerRequests.Create(result, flags);
        var image = await ContainerImages.FindAsync(store, globals, result, flags, cancellationToken);
        var record = new ContainerCreator(store).Create(image, result.GetRequiredValue(flags.Image), request);
        if (idFile is not null)
        {
            await File.WriteAllTextAsync(idFile, record.Id, cancellationToken);
        }

        return record;
    }
}
