using System.Text;
using Drydock.Linux;
using Drydock.Linux.Processes;

namespace Drydock.Build.Sources;

/// <summary>
/// Runs git so that nothing but what it is told reaches it: no configuration of the machine or the user, no hooks,
/// no prompts, no other transport than those a Dockerfile may name, and no variable of the environment but proxies
/// and certificates.
/// </summary>
/// <remarks>git(1), "Environment Variables".</remarks>
internal sealed class GitProgram
{
    /// <summary>Transports to servers.</summary>
    public const string RemoteProtocols = "https:http:ssh:git";

    /// <summary>The transport to a repository of the store.</summary>
    public const string LocalProtocol = "file";

    private const int MaxOutputBytes = 64 << 20;
    private const int MaxErrorBytes = 64 << 10;

    private static readonly string[] s_kept =
    [
        "PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
    ];

    private readonly string _program;
    private readonly string _home;
    private readonly List<(string Key, string Value)> _configuration =
    [
        ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("core.attributesFile", "/dev/null"), ("core.excludesFile", "/dev/null"),
        ("core.pager", "cat"), ("gc.auto", "0"), ("maintenance.auto", "false"), ("pack.threads", "1"), ("init.defaultBranch", "main"),
        ("advice.detachedHead", "false"), ("credential.helper", ""), ("protocol.ext.allow", "never"), ("core.symlinks", "true"),
    ];

    private readonly List<string> _environment;

    private GitProgram(string program, string home, string? agent, string? knownHosts)
    {
        (_program, _home) = (program, home);
        _environment =
        [
            $"HOME={home}", "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0", "GIT_ATTR_NOSYSTEM=1",
            "GIT_ASKPASS=/bin/false", "SSH_ASKPASS=/bin/false", $"GIT_SSH_COMMAND={SshCommand(agent, knownHosts)}", "GIT_SSH_VARIANT=ssh",
            .. s_kept.Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }).Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}"),
        ];
        if (agent is not null)
        {
            _environment.Add($"SSH_AUTH_SOCK={agent}");
        }
    }

    /// <summary>Finds git.</summary>
    /// <param name="home">An empty directory that stands for the user's.</param>
    /// <param name="agent">The socket of the SSH agent of <c>--ssh</c>; null for none.</param>
    /// <param name="knownHosts">Where keys of SSH servers are kept that were met before; null to accept none.</param>
    /// <exception cref="SourceException">It is not installed.</exception>
    public static GitProgram Find(string home, string? agent, string? knownHosts) => new(
        ProgramPath.Find("git") ?? throw new SourceException("git is not installed, and is needed to fetch git repositories\ninstall it (apt-get install git), or give the files another way"),
        home,
        agent,
        knownHosts);

    /// <summary>Adds a setting; its value is in the environment of git only, not among its arguments, which every user of the machine can read.</summary>
    public void Configure(string key, string value) => _configuration.Add((key, value));

    /// <summary>Runs git.</summary>
    /// <param name="directory">The directory it runs in.</param>
    /// <param name="protocols">The transports it may use.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it succeeded, what it wrote, and what it complained of.</returns>
    public async Task<GitResult> RunAsync(string directory, string protocols, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var environment = new List<string>(_environment) { $"GIT_ALLOW_PROTOCOL={protocols}", $"GIT_CONFIG_COUNT={_configuration.Count}" };
        for (var i = 0; i < _configuration.Count; i++)
        {
            environment.Add($"GIT_CONFIG_KEY_{i}={_configuration[i].Key}");
            environment.Add($"GIT_CONFIG_VALUE_{i}={_configuration[i].Value}");
        }

        using var child = ChildProcess.Start(new ChildStart(_program, arguments)
        {
            Environment = environment,
            WorkingDirectory = directory,
            StandardOutput = Stdio.Pipe,
            StandardError = Stdio.Pipe,
        });
        var output = ReadAsync(child.StandardOutput!, MaxOutputBytes, cancellationToken);
        var errors = ReadAsync(child.StandardError!, MaxErrorBytes, cancellationToken);
        var exit = await child.WaitAsync(cancellationToken);
        return new GitResult(exit.IsSuccess, await output, await errors);
    }

    // Keys of hosts that are new are accepted and remembered; one that has changed is refused.
    private static string SshCommand(string? agent, string? knownHosts)
    {
        var identity = agent is null ? "-o IdentityAgent=none" : "-o IdentityAgent=SSH_AUTH_SOCK";
        var hosts = knownHosts is null ? "-o StrictHostKeyChecking=yes" : $"-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={Quote(knownHosts)}";
        return $"ssh -F /dev/null -o BatchMode=yes -o IdentityFile=/dev/null {identity} {hosts}";
    }

    // git gives the command to a shell.
    private static string Quote(string path) => "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static async Task<string> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[1 << 14];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            memory.Write(buffer, 0, (int)Math.Min(count, maxBytes - memory.Length));
        }

        return ByteText.Decode(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }
}

/// <summary>How a run of git ended.</summary>
internal sealed record GitResult(bool IsSuccess, string Output, string Errors)
{
    /// <summary>The last lines that git complained in, fit to be shown.</summary>
    public string Complaint
    {
        get
        {
            var lines = Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(l => !l.StartsWith("warning:", StringComparison.Ordinal) && !l.StartsWith("hint:", StringComparison.Ordinal));
            var text = new StringBuilder();
            foreach (var c in string.Join("; ", lines.TakeLast(3)))
            {
                // A server must not be able to steer the terminal.
                text.Append(char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c);
            }

            return text.Length == 0 ? "it gave no reason" : text.ToString();
        }
    }
}
