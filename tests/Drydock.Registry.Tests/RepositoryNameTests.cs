using Drydock.Oci;

namespace Drydock.Registry.Tests;

public sealed class RepositoryNameTests
{
    [Theory]
    [InlineData("docker.io", "library/alpine")]
    [InlineData("localhost:5000", "a")]
    [InlineData("[::1]:5000", "a-b__c.d/e---f")]
    [InlineData("127.0.0.1", "0/1/2")]
    public void New_WellFormed_KeepsTheParts(string host, string path) => Assert.Equal($"{host}/{path}", new RepositoryName(host, path).ToString());

    [Theory]
    [InlineData("", "a")]
    [InlineData("a/b", "a")]
    [InlineData("user@host", "a")]
    [InlineData("host:port", "a")]
    [InlineData("host?x", "a")]
    [InlineData("ho st", "a")]
    [InlineData("host\n", "a")]
    [InlineData("host:99999", "a")]
    [InlineData("[:::1]", "a")]
    [InlineData("host", "")]
    [InlineData("host", "A")]
    [InlineData("host", "a//b")]
    [InlineData("host", "../a")]
    [InlineData("host", "a/../b")]
    [InlineData("host", "a%2e")]
    [InlineData("host", "a?x=y")]
    [InlineData("host", "a#")]
    [InlineData("host", "a___b")]
    [InlineData("host", "a\n")]
    public void New_Malformed_Fails(string host, string path) => Assert.Throws<FormatException>(() => new RepositoryName(host, path));

    [Fact]
    public void New_TooLong_Fails() => Assert.Throws<FormatException>(() => new RepositoryName("h", new string('a', 256)));

    [Fact]
    public void Of_AReference_IsItsRepository() =>
        Assert.Equal(new RepositoryName("docker.io", "library/busybox"), RepositoryName.Of(Reference.Parse("busybox:1")));

    [Theory]
    [InlineData("v1 ")]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("-x")]
    public async Task Resolve_WithATagThatIsNone_Fails(string tag)
    {
        using var client = Samples.Client();
        var repository = new RepositoryName("127.0.0.1:1", "x");

        await Assert.ThrowsAsync<ArgumentException>(() => client.ResolveAsync(repository, tag));
        await Assert.ThrowsAsync<ArgumentException>(() => client.PushManifestAsync(repository, tag, MediaTypes.OciManifest, []));
    }
}
