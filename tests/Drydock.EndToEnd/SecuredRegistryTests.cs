using System.Text;

namespace Drydock.EndToEnd;

/// <summary>
/// Registries with a certificate authority of their own, passwords and token servers: all programs use the same <c>certs.d</c>
/// and the credentials that we saved. Needs docker-registry, skopeo, podman, buildah, and root.
/// </summary>
public sealed class SecuredRegistryTests : IAsyncDisposable
{
    private readonly TestCertificate _certificate = TestCertificate.WithEcKey();
    private readonly TokenServer _tokens;
    private readonly TempDirectory _directory = new();

    public SecuredRegistryTests() => _tokens = new TokenServer(_certificate, _certificate) { AllowsAnonymousPull = false };

    public async ValueTask DisposeAsync()
    {
        await _tokens.DisposeAsync();
        _certificate.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("open", "podman")]
    [InlineData("basic", "buildah")]
    [InlineData("basic", "skopeo")]
    [InlineData("token", "podman")]
    [InlineData("token", "skopeo")]
    public async Task PushAndPull_WithTheSameFiles_GiveTheSameDigests(string kind, string program)
    {
        using var registry = await LocalRegistry.StartAsync(new LocalRegistryOptions
        {
            Tls = _certificate,
            Basic = kind == "basic" ? (_tokens.User, _tokens.Password) : null,
            Tokens = kind == "token" ? _tokens : null,
        });
        using var site = new BuildSite(null).Write("copied", "copied\n").Dockerfile("FROM scratch\nCOPY copied /\nCMD [\"/copied\"]\n");
        await TrustAsync(site.Drydock, registry, login: kind != "open");
        var (ours, theirs) = ($"{registry.Host}/ours:1", $"{registry.Host}/theirs:1");

        (await site.BuildAsync("--push", "-t", ours, "--metadata-file", site["metadata"])).Succeeded();
        using var other = new OtherStore(program);
        var (read, written) = await PassOnAsync(other, site.Drydock, registry, ours, theirs);
        (await site.Drydock.RunAsync("pull", "-q", theirs)).Succeeded();

        Assert.Contains($"\"containerimage.digest\": \"{read}\"", await File.ReadAllTextAsync(site["metadata"]), StringComparison.Ordinal);
        Assert.Equal($"{registry.Host}/theirs@{written}", (await site.Drydock.RunAsync("inspect", "-f", "{{index .RepoDigests 0}}", theirs)).Succeeded().Output.Trim());
    }

    /// <summary>Makes the certificate known for the registry and its token server, and saves the password.</summary>
    private async Task TrustAsync(DrydockProgram drydock, LocalRegistry registry, bool login)
    {
        foreach (var host in new[] { registry.Host, new Uri(_tokens.Realm).Authority })
        {
            _directory.Write($"containers/certs.d/{host}/ca.crt", _certificate.Certificate.ExportCertificatePem());
        }

        drydock.Environment["XDG_CONFIG_HOME"] = _directory.Path;
        if (login)
        {
            (await drydock.RunWithInputAsync(Encoding.UTF8.GetBytes(_tokens.Password), "login", "-u", _tokens.User, "--password-stdin", registry.Host)).Succeeded();
        }
        else
        {
            await File.WriteAllTextAsync(AuthFile(drydock), "{}");
        }
    }

    /// <summary>Has another program pull one name and push the other.</summary>
    /// <returns>The digests of what it read and wrote.</returns>
    private async Task<(string Read, string Written)> PassOnAsync(OtherStore other, DrydockProgram drydock, LocalRegistry registry, string from, string to)
    {
        var (authFile, certificates) = (AuthFile(drydock), _directory[$"containers/certs.d/{registry.Host}"]);
        string[] access = ["--authfile", authFile, "--cert-dir", certificates];
        if (other.Program == "skopeo")
        {
            string[] copy = ["copy", "-q", "--authfile", authFile];
            await ProcessFixture.RunAsync("skopeo", [.. copy, "--src-cert-dir", certificates, "--digestfile", other["read"], $"docker://{from}", $"dir:{other["image"]}"]);
            await ProcessFixture.RunAsync("skopeo", [.. copy, "--dest-cert-dir", certificates, "--digestfile", other["written"], "--dest-compress-format", "zstd", "--format", "oci", $"dir:{other["image"]}", $"docker://{to}"]);
            return (other.Read("read"), other.Read("written"));
        }

        await other.RunAsync(["pull", "-q", .. access, from]);
        var read = await other.RunAsync("inspect", "--type", "image", "--format", other.Program == "podman" ? "{{.Digest}}" : "{{.FromImageDigest}}", from);
        await other.RunAsync(["push", "-q", .. access, "--digestfile", other["written"], from, $"docker://{to}"]);
        return (read.Trim(), other.Read("written"));
    }

    private static string AuthFile(DrydockProgram drydock) => Path.Join(drydock.Environment["DOCKER_CONFIG"], "config.json");
}
