using System.Text;

namespace Drydock.EndToEnd;

/// <summary>A store with an image <c>box</c> of busybox. Containers that a test leaves are removed. Needs root and an OCI runtime.</summary>
public sealed class ContainerHarbor : IAsyncLifetime, IDisposable
{
    private readonly DrydockProgram _drydock = new();

    /// <summary>The store's directory.</summary>
    public string Root => _drydock.Root;

    /// <summary>The program.</summary>
    public DrydockProgram Drydock => _drydock;

    public async Task InitializeAsync()
    {
        var layer = await BusyBox.LayerAsync(tar => tar.Directory("data/", owner: 1000).File("data/seed", "seed\n").Directory("etc/").File("data/not-executable", "text\n"));
        (await _drydock.RunWithInputAsync(layer, "import", "-c", "CMD [\"sh\"]", "-c", "ENV FROM_IMAGE=yes", "-", "box")).Succeeded();
    }

    /// <summary>Runs drydock.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => _drydock.RunAsync(arguments);

    /// <summary>Runs drydock, which must succeed, for its standard output.</summary>
    public async Task<string> OutputAsync(params string[] arguments) => (await RunAsync(arguments)).Succeeded().Output;

    /// <summary>Asks until the output of a command has a text.</summary>
    public async Task<string> WaitForAsync(string text, params string[] arguments)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20); await Task.Delay(20))
        {
            var result = await RunAsync(arguments);
            if (result.Everything.Contains(text, StringComparison.Ordinal))
            {
                return result.Output;
            }
        }

        throw new TimeoutException($"drydock {string.Join(' ', arguments)} never said {text}");
    }

    /// <summary>Runs a script that wants a terminal, in one that script(1) makes.</summary>
    public Task<CommandResult> RunInTerminalAsync(string typed, params string[] arguments) =>
        RunInTerminalAsync(Encoding.UTF8.GetBytes(typed), string.Join(' ', arguments.Select(a => $"'{a}'")));

    public async Task DisposeAsync()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        var left = (await OutputAsync("ps", "-aq")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0)
        {
            await RunAsync(["rm", "-f", .. left]);
        }
    }

    public void Dispose() => _drydock.Dispose();

    private async Task<CommandResult> RunInTerminalAsync(byte[] typed, string arguments)
    {
        using var command = RunningCommand.Start("script", ["-qec", $"stty rows 33 cols 77; '{DrydockProgram.Path}' {arguments}", "/dev/null"], _drydock.Environment, typed);
        return await command.WaitAsync();
    }
}
