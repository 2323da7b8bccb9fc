using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>The connections, one pool a host, because trust is configured by host.</summary>
internal sealed class HandlerPool(RegistryOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HostHandler>> _handlers = new(StringComparer.OrdinalIgnoreCase);
    private readonly EnvironmentProxy? _proxy = options.Proxy is null ? null : new EnvironmentProxy(options.Proxy);

    /// <summary>The connections to a host and port.</summary>
    /// <param name="authority">The host and port.</param>
    /// <param name="verify">Whether its certificate must be valid.</param>
    public HostHandler For(string authority, bool verify) => _handlers
        .GetOrAdd($"{authority} {verify}", _ => new Lazy<HostHandler>(() => new HostHandler(options, _proxy, authority, verify)))
        .Value;

    /// <summary>Whether a URL is reached without a proxy.</summary>
    public bool IsDirect(Uri uri) => _proxy is null || _proxy.IsBypassed(uri) || _proxy.GetProxy(uri) is null;

    public void Dispose()
    {
        foreach (var handler in _handlers.Values.Where(h => h.IsValueCreated))
        {
            handler.Value.Dispose();
        }
    }
}

/// <summary>The connections to one host.</summary>
internal sealed class HostHandler : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly HostCertificates _certificates;
    private readonly bool _verify;

    public HostHandler(RegistryOptions options, IWebProxy? proxy, string authority, bool verify)
    {
        _verify = verify;
        _certificates = HostCertificates.Load(options.CertificateDirectories, authority);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // Redirects are followed in Exchange, where credentials are kept back.
            AllowAutoRedirect = false,
            // Digests are of the bytes as sent.
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 64,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = Validate,
                ClientCertificates = _certificates.ClientCertificates.Count > 0 ? _certificates.ClientCertificates : null,
            },
        });
    }

    /// <summary>Why the certificate of the last new connection was refused; null when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Sends a request; the answer's body is not read yet.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var trusted = !_verify || errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors && TrustedByConfiguration(certificate, chain));
        Refusal = trusted ? null : ReasonOf(chain, errors);
        return trusted;
    }

    private static string ReasonOf(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return "it is for another host";
        }

        return chain?.ChainStatus.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid) == true
            ? "it has expired, or is not valid yet"
            : "nobody who is trusted has signed it";
    }

    private bool TrustedByConfiguration(X509Certificate? certificate, X509Chain? received)
    {
        if (_certificates.Authorities.Count == 0 || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates.Authorities);
        foreach (var element in received?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
