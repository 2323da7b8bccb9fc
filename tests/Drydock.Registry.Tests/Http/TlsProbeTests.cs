using System.Net;
using System.Net.Sockets;
using Drydock.Registry.Http;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Http;

/// <summary>Which hosts speak TLS, found out without a library of TLS (docker-registry must be installed).</summary>
public sealed class TlsProbeTests
{
    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "EC")]
    [InlineData(false, "RSA")]
    [InlineData(true, "")]
    public async Task Ask_RealRegistry_IsTold(bool byName, string key)
    {
        using var certificate = key switch
        {
            "EC" => TestCertificate.WithEcKey(),
            "RSA" => TestCertificate.WithRsaKey(),
            _ => null,
        };
        using var registry = await LocalRegistry.StartAsync(new LocalRegistryOptions { Tls = certificate });
        var host = byName ? registry.Host.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) : registry.Host;

        Assert.Equal(certificate is not null, await TlsProbe.AskAsync(new Uri($"https://{host}/v2/"), CancellationToken.None));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", false)]
    [InlineData("\x15\x03\x01\x00\x02\x02\x28", true)]
    [InlineData("\x16\x03\x03\x00\x02", true)]
    [InlineData("SSH-2.0-server\r\n", null)]
    [InlineData("HT", null)]
    [InlineData("", null)]
    public async Task Ask_ByItsFirstBytes_IsTold(string answer, bool? expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = TlsProbe.AskAsync(new Uri($"https://{listener.LocalEndpoint}/"), CancellationToken.None);
        using (var client = await listener.AcceptTcpClientAsync())
        {
            Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[1000]));
            await client.GetStream().WriteAsync(answer.Select(c => (byte)c).ToArray());
        }

        Assert.Equal(expected, await asked);
    }

    [Fact]
    public async Task Ask_NobodyListening_IsNotKnown() =>
        Assert.Null(await TlsProbe.AskAsync(new Uri($"https://127.0.0.1:{Ports.Free()}/"), CancellationToken.None));
}
