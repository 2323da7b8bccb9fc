using System.Globalization;
using System.Runtime.InteropServices;

namespace Drydock.Registry.Credentials;

/// <summary>The credentials of docker's <c>config.json</c> and podman's <c>auth.json</c>, with their helper programs.</summary>
/// <remarks>Files are read anew each time: another process may log in meanwhile.</remarks>
public sealed partial class CredentialStore : ICredentialSource
{
    private readonly RunHelper _run;

    /// <summary>Uses the given files; the first that knows a registry wins, and the first is written to.</summary>
    /// <exception cref="ArgumentException">There is no file at all.</exception>
    /// <param name="files">The files.</param>
    /// <param name="run">Runs helper programs; null for processes of .NET.</param>
    public CredentialStore(IReadOnlyList<string> files, RunHelper? run = null)
    {
        if (files.Count == 0)
        {
            throw new ArgumentException("a credential store needs a file", nameof(files));
        }

        Files = files;
        _run = run ?? HelperProcess.RunAsync;
    }

    /// <summary>The files in the order they are asked.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>
    /// The files that the environment names: REGISTRY_AUTH_FILE alone; else docker's
    /// (DOCKER_CONFIG or <c>~/.docker</c>), then podman's.
    /// </summary>
    /// <param name="variable">Reads an environment variable; null for the process's own.</param>
    /// <param name="run">Runs helper programs; null for processes of .NET.</param>
    public static CredentialStore FromEnvironment(Func<string, string?>? variable = null, RunHelper? run = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        if (variable("REGISTRY_AUTH_FILE") is { Length: > 0 } named)
        {
            return new CredentialStore([named], run);
        }

        var home = variable("HOME") is { Length: > 0 } set ? set : "/root";
        var docker = variable("DOCKER_CONFIG") is { Length: > 0 } directory ? directory : Path.Combine(home, ".docker");
        var runtime = variable("XDG_RUNTIME_DIR") is { Length: > 0 } own
            ? own
            : string.Create(CultureInfo.InvariantCulture, $"/run/containers/{GetEffectiveUserId()}");
        var podman = variable("XDG_RUNTIME_DIR") is { Length: > 0 } ? Path.Combine(runtime, "containers/auth.json") : Path.Combine(runtime, "auth.json");
        var config = variable("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".config");
        return new CredentialStore([Path.Combine(docker, "config.json"), podman, Path.Combine(config, "containers/auth.json")], run);
    }

    /// <inheritdoc/>
    public async Task<Credential?> FindAsync(string host, string? path, CancellationToken cancellationToken)
    {
        foreach (var file in Files.Select(CredentialFile.Read))
        {
            foreach (var key in CredentialKey.Candidates(host, path))
            {
                if (await FindAsync(file, key, host, cancellationToken) is { } credential)
                {
                    return credential;
                }
            }
        }

        return null;
    }

    /// <summary>Saves a credential, with the configured helper program or in the file (mode 0600, replaced atomically).</summary>
    /// <returns>Where it went, for the user: a path or a program.</returns>
    /// <exception cref="RegistryException">The file or helper cannot be used.</exception>
    public async Task<string> SaveAsync(string host, Credential credential, CancellationToken cancellationToken = default)
    {
        var file = CredentialFile.Read(Files[0]);
        if (HelperOf(file, CredentialKey.Normalize(host)) is { } helper)
        {
            await helper.StoreAsync(host, credential, cancellationToken);
            return helper.Program;
        }

        file.Set(host, credential);
        file.Write();
        return Files[0];
    }

    /// <summary>Forgets the credential of a registry everywhere it is found.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="RegistryException">The file or helper cannot be used.</exception>
    public async Task<bool> EraseAsync(string host, CancellationToken cancellationToken = default)
    {
        var erased = false;
        foreach (var file in Files.Select(CredentialFile.Read))
        {
            if (HelperOf(file, CredentialKey.Normalize(host)) is { } helper)
            {
                erased |= await helper.EraseAsync(host, cancellationToken);
            }

            if (file.Remove(host))
            {
                file.Write();
                erased = true;
            }
        }

        return erased;
    }

    private async Task<Credential?> FindAsync(CredentialFile file, string key, string host, CancellationToken cancellationToken)
    {
        // The default helper knows whole registries only; one named for a path is asked for it.
        var name = file.HelperOf(key) ?? (key.Contains('/', StringComparison.Ordinal) ? null : file.DefaultHelper);
        var fromHelper = name is null ? null : await new CredentialHelper(name, _run).GetAsync(host, cancellationToken);
        return fromHelper ?? file.Find(key);
    }

    private CredentialHelper? HelperOf(CredentialFile file, string key) =>
        (file.HelperOf(key) ?? file.DefaultHelper) is { } name ? new CredentialHelper(name, _run) : null;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
