using System.Globalization;
using System.Net;
using System.Text;

namespace Drydock.Testing;

/// <summary>How a <see cref="LocalRegistry"/> is to be.</summary>
public sealed record LocalRegistryOptions
{
    /// <summary>Makes it speak TLS with this certificate.</summary>
    public TestCertificate? Tls { get; init; }

    /// <summary>Makes it want this user and password with basic authentication.</summary>
    public (string User, string Password)? Basic { get; init; }

    /// <summary>Makes it want tokens of this server.</summary>
    public TokenServer? Tokens { get; init; }

    /// <summary>Makes it a pull-through cache of the registry with this URL.</summary>
    public string? ProxyOf { get; init; }
}

/// <summary>A real registry (the program <c>docker-registry</c>) on a free port of 127.0.0.1, with storage of its own.</summary>
public sealed class LocalRegistry : IDisposable
{
    private const int StartAttempts = 3;
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(20);

    private readonly TempDirectory _directory = new();
    private readonly LocalRegistryOptions _options;
    private ProcessFixture? _process;

    private LocalRegistry(LocalRegistryOptions options) => _options = options;

    /// <summary>Host and port, as in image references.</summary>
    public string Host { get; private set; } = "";

    /// <summary>What it has logged.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Starts a registry and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It does not come up.</exception>
    public static async Task<LocalRegistry> StartAsync(LocalRegistryOptions? options = null)
    {
        var registry = new LocalRegistry(options ?? new LocalRegistryOptions());
        for (var attempt = 1; ; attempt++)
        {
            registry.Launch();
            if (await registry.AnswersAsync())
            {
                return registry;
            }

            var output = registry.Output;
            registry._process?.Dispose();
            // Another program may have taken the port meanwhile.
            if (attempt == StartAttempts)
            {
                registry.Dispose();
                throw new InvalidOperationException($"docker-registry does not start:\n{output}");
            }
        }
    }

    /// <summary>Where it keeps everything.</summary>
    public string Storage => _directory["data"];

    /// <summary>Where it keeps the bytes of a blob.</summary>
    public string BlobFile(string hex) => _directory[$"data/docker/registry/v2/blobs/sha256/{hex[..2]}/{hex}/data"];

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.Dispose();
        _directory.Dispose();
    }

    private void Launch()
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Ports.Free()}");
        _process = ProcessFixture.Start("docker-registry", ["serve", _directory.Write("config.yml", Configuration())], new Dictionary<string, string> { ["OTEL_TRACES_EXPORTER"] = "none" });
    }

    private string Configuration()
    {
        var yaml = new StringBuilder($$"""
            version: 0.1
            log: { level: warn }
            storage:
              filesystem: { rootdirectory: {{_directory["data"]}} }
              delete: { enabled: true }
            http:
              addr: {{Host}}
              secret: drydock-test

            """);
        if (_options.Tls is { } tls)
        {
            tls.Write(_directory["tls.crt"], _directory["tls.key"]);
            yaml.Append(CultureInfo.InvariantCulture, $"  tls: {{ certificate: {_directory["tls.crt"]}, key: {_directory["tls.key"]} }}\n");
        }

        if (_options.Basic is var (user, password))
        {
            _directory.Write("htpasswd", $"{user}:{Bcrypt.Hash(password)}\n");
            yaml.Append(CultureInfo.InvariantCulture, $"auth:\n  htpasswd: {{ realm: drydock-test, path: {_directory["htpasswd"]} }}\n");
        }

        if (_options.Tokens is { } tokens)
        {
            _directory.Write("issuer.crt", tokens.Signer.Certificate.ExportCertificatePem());
            yaml.Append(CultureInfo.InvariantCulture, $"auth:\n  token: {{ realm: \"{tokens.Realm}\", service: {TokenServer.Service}, issuer: {TokenServer.Issuer}, rootcertbundle: {_directory["issuer.crt"]} }}\n");
        }

        if (_options.ProxyOf is { } upstream)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"proxy: {{ remoteurl: \"{upstream}\" }}\n");
        }

        return yaml.ToString();
    }

    private async Task<bool> AnswersAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true, UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        var end = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(end) < s_startLimit && !_process!.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"{(_options.Tls is null ? "http" : "https")}://{Host}/v2/"));
                return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                await Task.Delay(30);
            }
        }

        return false;
    }
}
