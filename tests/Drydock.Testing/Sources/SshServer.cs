namespace Drydock.Testing.Sources;

/// <summary>
/// OpenSSH's server on loopback, and an agent that holds the one key it accepts, for the user who runs the tests.
/// Needs root, and the Debian packages openssh-server and openssh-client.
/// </summary>
public sealed class SshServer : IDisposable
{
    private readonly TempDirectory _folder = TempDirectory.OnDisk();
    private ProcessFixture? _server;
    private ProcessFixture? _agent;

    /// <summary>Where it listens.</summary>
    public int Port { get; } = Ports.Free();

    /// <summary>The socket of the agent.</summary>
    public string AgentSocket => _folder["agent"];

    /// <summary>Makes new keys and starts both.</summary>
    public async Task StartAsync()
    {
        foreach (var key in new[] { "host", "user" })
        {
            await ProcessFixture.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", _folder[key]);
        }

        // sshd wants this folder, which its service would make.
        Directory.CreateDirectory("/run/sshd");
        string[] settings = [$"ListenAddress=127.0.0.1:{Port}", $"AuthorizedKeysFile={_folder["user.pub"]}", "StrictModes=no", "UsePAM=no", "PasswordAuthentication=no", "PidFile=none"];
        _server = ProcessFixture.Start("/usr/sbin/sshd", ["-D", "-e", "-f", "/dev/null", "-h", _folder["host"], .. settings.SelectMany(s => new[] { "-o", s })]);
        _agent = ProcessFixture.Start("ssh-agent", ["-D", "-a", AgentSocket]);
        await UntilAsync(_server, () => _server.Output.Contains("listening on", StringComparison.Ordinal));
        await UntilAsync(_agent, () => File.Exists(AgentSocket));
        await ProcessFixture.RunAsync("env", $"SSH_AUTH_SOCK={AgentSocket}", "ssh-add", "-q", _folder["user"]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _agent?.Dispose();
        _folder.Dispose();
    }

    private static async Task UntilAsync(ProcessFixture process, Func<bool> ready)
    {
        for (var i = 0; !ready(); i++)
        {
            if (process.HasExited || i > 400)
            {
                throw new InvalidOperationException($"it does not start: {process.Output}");
            }

            await Task.Delay(50);
        }
    }
}
