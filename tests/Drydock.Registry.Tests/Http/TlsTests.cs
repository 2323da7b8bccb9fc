using Drydock.Registry.Configuration;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Http;

public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private readonly TestCertificate _certificate = TestCertificate.WithEcKey();
    private readonly TempDirectory _directory = new();
    private LocalRegistry? _registry;

    private LocalRegistry Registry => _registry!;

    private RepositoryName Repository => new(Registry.Host, "test/tls");

    public async Task InitializeAsync() => _registry = await LocalRegistry.StartAsync(new LocalRegistryOptions { Tls = _certificate });

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _registry?.Dispose();
        _certificate.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Push_WithAnUnknownCertificate_FailsAndTellsTheWaysOut()
    {
        using var client = Samples.Client();

        var failure = await Samples.FailsAsync(() => Samples.PushImageAsync(client, Repository, "v1", [1]), RegistryOutcome.TlsFailure);

        Assert.Contains("is not trusted", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nobody who is trusted has signed it", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Callback", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"/etc/docker/certs.d/{Registry.Host}/ca.crt", failure.Advice, StringComparison.Ordinal);
        Assert.Contains($"--insecure-registry {Registry.Host}", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_WithTheCertificateInCertsD_Works()
    {
        _directory.Write($"{Registry.Host}/ca.crt", _certificate.Certificate.ExportCertificatePem());
        using var client = Samples.Client(o => o with { CertificateDirectories = [_directory["absent"], _directory.Path] });

        var pushed = await Samples.PushImageAsync(client, Repository, "v1", [1]);

        Assert.Equal(pushed, (await client.ResolveAsync(Repository, "v1")).Descriptor);
    }

    [Fact]
    public async Task Push_WithAnotherCertificateInCertsD_Fails()
    {
        using var other = TestCertificate.WithEcKey();
        _directory.Write($"{Registry.Host}/ca.crt", other.Certificate.ExportCertificatePem());
        using var client = Samples.Client(o => o with { CertificateDirectories = [_directory.Path] });

        await Samples.FailsAsync(() => Samples.PushImageAsync(client, Repository, "v1", [1]), RegistryOutcome.TlsFailure);
    }

    [Fact]
    public async Task Push_WithADamagedCertificateInCertsD_NamesTheFile()
    {
        var file = _directory.Write($"{Registry.Host}/client.cert", "nonsense");
        using var client = Samples.Client(o => o with { CertificateDirectories = [_directory.Path] });

        var failure = await Samples.FailsAsync(() => Samples.PushImageAsync(client, Repository, "v1", [1]), RegistryOutcome.Configuration);

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_ToAHostNamedInsecure_UsesTlsWithoutVerification()
    {
        using var client = Samples.Client(o => o with { InsecureHosts = [Registry.Host] });

        var pushed = await Samples.PushImageAsync(client, Repository, "v1", [1]);

        Assert.Equal(pushed, (await client.ResolveAsync(Repository, "v1")).Descriptor);
    }

    [Fact]
    public async Task Resolve_ByARuleThatIsInsecure_Works()
    {
        using var trusting = Samples.Client(o => o with { InsecureHosts = [Registry.Host] });
        var pushed = await Samples.PushImageAsync(trusting, Repository, "v1", [1]);
        using var client = Samples.Client(o => o with
        {
            Rules = [new RegistryRule("registry.test") { Location = Registry.Host, Insecure = true }],
        });

        Assert.Equal(pushed, (await client.ResolveAsync(new RepositoryName("registry.test", Repository.Path), "v1")).Descriptor);
    }
}
