using System.Text.Json.Nodes;
using Drydock.Testing;
using Drydock.Testing.Images;

namespace Drydock.Cli.Tests.Commands;

/// <summary>The commands that speak with a registry, with a real one that wants a password.</summary>
public sealed class RegistryCommandsTests : IAsyncLifetime, IDisposable
{
    private readonly DrydockProgram _drydock = new();
    private LocalRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await LocalRegistry.StartAsync(new LocalRegistryOptions { Basic = ("me", "secret word") });

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _registry.Dispose();
        _drydock.Dispose();
    }

    [Fact]
    public async Task LoginPushPullLogout_InOrder_PrintWhatDockerPrints()
    {
        using var tar = new LayerTar();
        var name = $"{_registry.Host}/team/app";
        (await _drydock.RunWithInputAsync(tar.File("file", "hello").ToArray(), "import", "-", name)).Succeeded();
        Assert.Equal(1, (await _drydock.RunAsync("push", name)).ExitCode);

        var login = (await LoginAsync("secret word\n")).Succeeded();
        Assert.Equal("Login Succeeded\n", login.Output);
        Assert.DoesNotContain("secret", login.Errors, StringComparison.Ordinal);

        var push = (await _drydock.RunAsync("push", name)).Succeeded().Output;
        Assert.StartsWith($"Using default tag: latest\nThe push refers to repository [{name}]\n", push, StringComparison.Ordinal);
        Assert.Matches(@"\nlatest: digest: sha256:[0-9a-f]{64} size: \d+\n$", push);
        var digest = push.Split("digest: ")[1].Split(' ')[0];

        (await _drydock.RunAsync("rmi", name)).Succeeded();
        var pull = (await _drydock.RunAsync("pull", name)).Succeeded().Output;
        Assert.StartsWith("Using default tag: latest\nlatest: Pulling from team/app\n", pull, StringComparison.Ordinal);
        Assert.EndsWith($"\nDigest: {digest}\nStatus: Downloaded newer image for {name}:latest\n{name}:latest\n", pull, StringComparison.Ordinal);
        Assert.Contains($"Status: Image is up to date for {name}:latest", (await _drydock.RunAsync("pull", name)).Output, StringComparison.Ordinal);
        Assert.Equal($"{name}:latest\n", (await _drydock.RunAsync("pull", "-q", name)).Output);
        Assert.Equal($"{name}@{digest}\n", (await _drydock.RunAsync("images", "--format", "{{.Repository}}@{{.Digest}}")).Output);
        Assert.Equal(2, (int?)JsonNode.Parse((await _drydock.RunAsync("manifest", "inspect", name)).Succeeded().Output)!["schemaVersion"]);

        Assert.Equal($"Removing login credentials for {_registry.Host}\n", (await _drydock.RunAsync("logout", _registry.Host)).Succeeded().Output);
        Assert.Equal($"Not logged in to {_registry.Host}\n", (await _drydock.RunAsync("logout", _registry.Host)).Succeeded().Output);
        Assert.Equal(1, (await _drydock.RunAsync("pull", name)).ExitCode);
    }

    [Fact]
    public async Task Login_WrongPassword_IsNotSavedAndNotShown()
    {
        var login = (await LoginAsync("another word")).Failed();

        Assert.DoesNotContain("another", login.Everything, StringComparison.Ordinal);
        Assert.Equal($"Not logged in to {_registry.Host}\n", (await _drydock.RunAsync("logout", _registry.Host)).Output);
    }

    [Fact]
    public async Task Login_WithoutTerminalOrUser_SaysWhatIsMissing()
    {
        Assert.Contains("non TTY", (await _drydock.RunWithInputAsync([], "login", _registry.Host)).Failed().Errors, StringComparison.Ordinal);
        Assert.Contains("--username", (await _drydock.RunWithInputAsync([], "login", "--password-stdin", _registry.Host)).Failed().Errors, StringComparison.Ordinal);
        Assert.Contains("mutually exclusive", (await _drydock.RunWithInputAsync([], "login", "-u", "me", "-p", "x", "--password-stdin", _registry.Host)).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushAll_TwoTags_PullAllGivesBoth()
    {
        (await LoginAsync("secret word")).Succeeded();
        var name = $"{_registry.Host}/app";
        using var tar = new LayerTar();
        (await _drydock.RunWithInputAsync(tar.File("file", "hello").ToArray(), "import", "-", $"{name}:1")).Succeeded();
        (await _drydock.RunAsync("tag", $"{name}:1", $"{name}:2")).Succeeded();

        (await _drydock.RunAsync("push", "-a", "-q", name)).Succeeded();
        (await _drydock.RunAsync("rmi", $"{name}:1", $"{name}:2")).Succeeded();
        (await _drydock.RunAsync("pull", "-a", name)).Succeeded();

        Assert.Equal("1\n2\n", (await _drydock.RunAsync("images", "--format", "{{.Tag}}", name)).Output);
    }

    private Task<CommandResult> LoginAsync(string password) =>
        _drydock.RunWithInputAsync(System.Text.Encoding.UTF8.GetBytes(password), "login", "-u", "me", "--password-stdin", _registry.Host);
}
