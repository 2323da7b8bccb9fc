using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;
using Drydock.Registry.Http;

namespace Drydock.Registry.Tests.Http;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("https://user:word@h:444/p?n=1000&last=a", "https://h:444/p?n=1000&last=a")]
    [InlineData("https://h/x?X-Amz-Signature=abc&sig=def&digest=sha256:0", "https://h/x?X-Amz-Signature=***&sig=***&digest=sha256:0")]
    [InlineData("https://h/x?flag#fragment", "https://h/x?flag")]
    [InlineData("not a url with secret", "***")]
    public void Url_KeepsOnlyWhatIsHarmless(string url, string expected) => Assert.Equal(expected, Redactor.Url(url));

    [Fact]
    public void Text_WithSecrets_MasksEveryForm()
    {
        var redactor = new Redactor();
        redactor.Learn(Credential.Of("alice", "p/ss wörd"));

        Assert.Equal(
            "a *** b *** c *** d ***",
            redactor.Text("a p/ss wörd b cC9zcyB3w7ZyZA== c p%2Fss%20w%C3%B6rd d YWxpY2U6cC9zcyB3w7ZyZA=="));
    }

    [Fact]
    public void Text_WithTerminalSequences_TakesThemOut() =>
        Assert.Equal("a [31mred   evil b", new Redactor().Text("a\u001b[31mred\r\n\u202eevil\u0007b"));

    [Fact]
    public void Text_ThatIsLong_IsCut() => Assert.Equal(400, new Redactor().Text(new string('x', 5000)).Length);

    [Fact]
    public void ToString_OfWhatHoldsSecrets_ShowsNone()
    {
        var credential = new Credential { User = "alice", Password = "s3cr3t", IdentityToken = "s3cr3t", RegistryToken = "s3cr3t" };
        var options = new RegistryOptions
        {
            Credentials = new FixedCredentials(credential),
            Proxy = new ProxyOptions("http://u:s3cr3t@p", "s3cr3t", []),
        };

        Assert.Equal("alice", credential.ToString());
        Assert.DoesNotContain("s3cr3t", options.ToString(), StringComparison.Ordinal);
    }
}
