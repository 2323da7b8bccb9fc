using Drydock.Cli.Commands;

namespace Drydock.Cli.Tests.Commands;

public sealed class CommandTableTests
{
    [Fact]
    public void CreateRoot_WithTheNameOfACommand_MakesThatOne()
    {
        foreach (var name in CommandTable.CreateRoot(new GlobalOptions()).Subcommands.Select(c => c.Name))
        {
            var root = CommandTable.CreateRoot(new GlobalOptions(), ["--root", "/x", name, "--flag"]);

            Assert.Equal([name], root!.Subcommands.Select(c => c.Name));
        }
    }

    [Fact]
    public void CreateRoot_WithoutTheNameOfACommand_MakesNone() =>
        Assert.Null(CommandTable.CreateRoot(new GlobalOptions(), ["biuld", "--help"]));
}
