using System.Net;
using Drydock.Registry.Http;

namespace Drydock.Registry.Tests.Http;

public sealed class HostAddressTests
{
    [Fact]
    public void IsLoopback_KnowsThisMachine()
    {
        Assert.All(["localhost", "localhost:5000", "a.localhost", "127.0.0.1:1", "127.9.9.9", "[::1]", "[::1]:80"], h => Assert.True(HostAddress.IsLoopback(h)));
        Assert.All(["localhost.example", "128.0.0.1", "127.0.0.1.example", "[::2]:80", IPAddress.Any.ToString()], h => Assert.False(HostAddress.IsLoopback(h)));
    }

    [Theory]
    [InlineData("https://a.example/x", "a.example", true)]
    [InlineData("https://a.example/x", "a.example:443", true)]
    [InlineData("http://a.example/x", "a.example:80", true)]
    [InlineData("https://A.example/x", "a.example", true)]
    [InlineData("https://a.example/x", "a.example:80", false)]
    [InlineData("https://a.example:444/x", "a.example", false)]
    [InlineData("https://b.a.example/x", "a.example", false)]
    public void IsAt_ComparesHostAndPort(string url, string authority, bool expected) =>
        Assert.Equal(expected, HostAddress.IsAt(new Uri(url), authority));
}
