using Drydock.Registry.Http;

namespace Drydock.Registry.Configuration;

/// <summary>Proxies as the environment names them.</summary>
/// <param name="Http">The proxy of plain HTTP requests, as a URL; null for none.</param>
/// <param name="Https">The proxy of HTTPS requests, as a URL; null for none.</param>
/// <param name="Bypass">Hosts that are reached directly: names, <c>.domain</c>, addresses, CIDR blocks, <c>*</c>.</param>
public sealed record ProxyOptions(string? Http, string? Https, IReadOnlyList<string> Bypass)
{
    /// <summary>The proxies without the passwords in their URLs.</summary>
    public override string ToString() => $"http={Redactor.Url(Http)} https={Redactor.Url(Https)}";
}
