using Drydock.Testing.Images;

namespace Drydock.Testing;

/// <summary>
/// The real <c>drydock</c>, with a store of its own on disk. It is what <c>DRYDOCK_BINARY</c> names, else
/// <c>out/drydock</c> of this repository, else the program built beside the tests.
/// </summary>
public sealed class DrydockProgram : IDisposable
{
    private readonly TempDirectory _home = TempDirectory.OnDisk();

    /// <summary>Makes a store; images of docker.io come from <paramref name="registry"/>.</summary>
    public DrydockProgram(string? registry = null)
    {
        Environment = new Dictionary<string, string?>
        {
            ["DRYDOCK_ROOT"] = Root,
            ["DRYDOCK_MIRROR"] = registry is null ? null : $"docker.io={registry}",
            ["DOCKER_CONFIG"] = _home["docker"],
            ["SOURCE_DATE_EPOCH"] = null,
            ["DOCKER_DEFAULT_PLATFORM"] = null,
            ["BUILDKIT_PROGRESS"] = "plain",
        };
        Directory.CreateDirectory(_home["docker"]);
    }

    /// <summary>The program's path.</summary>
    public static string Path { get; } = Find();

    /// <summary>Its store.</summary>
    public string Root => _home["store"];

    /// <summary>What its environment has beside that of the tests; null takes a variable away.</summary>
    public Dictionary<string, string?> Environment { get; }

    /// <summary>Runs it to its end, whatever that is.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunWithInputAsync(null, arguments);

    /// <summary>Runs it with something on its standard input.</summary>
    public async Task<CommandResult> RunWithInputAsync(byte[]? input, params string[] arguments)
    {
        using var command = Start(input, arguments);
        var result = await command.WaitAsync();
        if (result.ExitCode == 0 && ExaminesStore)
        {
            ImageArchive.AssertValid("standard output", new MemoryStream(result.OutputBytes));
        }

        return result;
    }

    /// <summary>Starts it and leaves it running.</summary>
    public RunningCommand Start(byte[]? input, params string[] arguments) => RunningCommand.Start(Path, arguments, Environment, input);

    /// <summary>Whether the store must be whole in the end; not where a test damages it.</summary>
    public bool ExaminesStore { get; set; } = true;

    /// <summary>Examines the store, every image and every byte of it, and removes it.</summary>
    /// <exception cref="InvalidOperationException">Something is damaged.</exception>
    public void Dispose()
    {
        try
        {
            if (ExaminesStore && File.Exists(System.IO.Path.Join(Root, "format")))
            {
                // On a thread of its own: that of the test may be what its continuations wait for.
                Task.Run(() => RunAsync("--root", Root, "fsck")).GetAwaiter().GetResult().Succeeded();
            }
        }
        finally
        {
            _home.Dispose();
        }
    }

    private static string Find()
    {
        if (System.Environment.GetEnvironmentVariable("DRYDOCK_BINARY") is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : throw new FileNotFoundException($"DRYDOCK_BINARY: there is no {given}");
        }

        var repository = Checkout.Root ?? throw new FileNotFoundException("the tests are not in the repository, and DRYDOCK_BINARY is not set");
        string[] candidates = [System.IO.Path.Join(repository, "out/drydock"), System.IO.Path.GetFullPath(System.IO.Path.Join(AppContext.BaseDirectory, "../../Drydock.Cli/debug/drydock"))];
        return Array.Find(candidates, File.Exists) ?? throw new FileNotFoundException($"there is no drydock; looked for: {string.Join(", ", candidates)}");
    }
}
