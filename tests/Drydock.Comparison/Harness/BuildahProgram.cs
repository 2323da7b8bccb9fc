namespace Drydock.Comparison.Harness;

/// <summary>Debian's <c>buildah</c> with a store of its own. Its layers are off, as Drydock's cache is not compared, and its RUN is a chroot: that works on every machine.</summary>
internal sealed class BuildahProgram : IDisposable
{
    private readonly TempDirectory _home = TempDirectory.OnDisk();
    private readonly Dictionary<string, string?> _environment;

    /// <summary>Makes a store; images of docker.io come from <paramref name="registry"/>.</summary>
    public BuildahProgram(string registry) => _environment = new Dictionary<string, string?>
    {
        ["CONTAINERS_REGISTRIES_CONF"] = _home.Write("registries.conf", $"""
            unqualified-search-registries = ["docker.io"]
            [[registry]]
            prefix = "docker.io"
            location = "{registry}"
            insecure = true
            """),
        ["REGISTRY_AUTH_FILE"] = _home.Write("auth.json", "{}"),
        ["TMPDIR"] = _home.Path,
        ["SOURCE_DATE_EPOCH"] = null,
    };

    /// <summary>Builds <paramref name="context"/> to an image in <paramref name="output"/>, of the <c>dir:</c> form.</summary>
    public async Task<CommandResult> BuildAsync(string context, string output, string[] options)
    {
        string[] arguments =
        [
            "--root", _home["store"], "--runroot", _home["run"],
            // Its docker form also has HEALTHCHECK, ONBUILD and SHELL.
            "build", "--layers=false", "--isolation=chroot", "--format=docker", "--identity-label=false", "--pull=false",
            "--quiet", "--tag", $"dir:{output}", "--file", $"{context}/Dockerfile", .. options, context,
        ];
        using var command = RunningCommand.Start("buildah", arguments, _environment);
        return await command.WaitAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its overlay driver leaves its folder mounted on itself.
        using var unmount = RunningCommand.Start("umount", ["--lazy", _home["store/overlay"]]);
        unmount.WaitAsync().GetAwaiter().GetResult();
        _home.Dispose();
    }
}
