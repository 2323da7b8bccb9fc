using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Configuration;

public sealed class RegistryConfigurationTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ParseMirrors_OfSeveral_KeepsTheirOrder()
    {
        var rules = RegistryConfiguration.ParseMirrors("docker.io=127.0.0.1:5000, docker.io=https://m.example/hub/,ghcr.io/a=http://[::1]:80");

        Assert.Equal(["docker.io", "ghcr.io/a"], rules.Select(r => r.Prefix));
        Assert.Equal([new MirrorLocation("127.0.0.1:5000"), new MirrorLocation("m.example", "hub")], rules[0].Mirrors);
        Assert.Equal([new MirrorLocation("[::1]:80", "", true)], rules[1].Mirrors);
        Assert.Empty(RegistryConfiguration.ParseMirrors(""));
    }

    [Theory]
    [InlineData("127.0.0.1:5000", false)]
    [InlineData("http://127.0.0.1:5000/", true)]
    public void ParseMirrors_WithoutARegistry_IsForDockerHub(string text, bool insecure)
    {
        var rule = Assert.Single(RegistryConfiguration.ParseMirrors(text));

        Assert.Equal("docker.io", rule.Prefix);
        Assert.Equal([new MirrorLocation("127.0.0.1:5000", "", insecure)], rule.Mirrors);
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("=x")]
    [InlineData("docker.io=")]
    [InlineData("docker.io=ftp://x")]
    [InlineData("docker.io=a b")]
    public void ParseMirrors_Malformed_SaysHow(string text)
    {
        var failure = Assert.Throws<RegistryException>(() => RegistryConfiguration.ParseMirrors(text));

        Assert.Equal(RegistryOutcome.Configuration, failure.Outcome);
        Assert.Contains(" as docker.io=", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FromTheEnvironment_GathersEverything()
    {
        var conf = _directory.Write("registries.conf", "[[registry]]\nlocation = 'docker.io'\n[[registry.mirror]]\nlocation = 'from-file.example'\n");
        var options = Load(new()
        {
            ["HOME"] = _directory.Path,
            ["CONTAINERS_REGISTRIES_CONF"] = conf,
            ["DRYDOCK_MIRROR"] = "docker.io=from-environment.example",
            ["HTTPS_PROXY"] = "http://user:word@proxy.example:3128",
            ["no_proxy"] = "a, b",
            ["REGISTRY_AUTH_FILE"] = "/x/auth.json",
        });

        Assert.Equal(["from-environment.example", "from-file.example"], Assert.Single(options.Rules).Mirrors.Select(m => m.Host));
        Assert.Equal(["/x/auth.json"], Assert.IsType<CredentialStore>(options.Credentials).Files);
        Assert.Equal(["a", "b"], options.Proxy!.Bypass);
        Assert.DoesNotContain("word", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("/etc/docker/certs.d", options.CertificateDirectories);
        Assert.Contains(_directory[".config/containers/certs.d"], options.CertificateDirectories);
    }

    [Fact]
    public void Load_DropIns_ReplaceRulesOfTheSamePrefix()
    {
        _directory.Write(".config/containers/registries.conf", "[[registry]]\nprefix = 'drydock.test'\nlocation = 'one.example'\n");
        _directory.Write(".config/containers/registries.conf.d/50-two.conf", "[[registry]]\nprefix = 'drydock.test'\nlocation = 'two.example'\n");

        var options = Load(new() { ["HOME"] = _directory.Path });

        Assert.Equal("two.example", options.Rules.Single(r => r.Prefix == "drydock.test").Location);
    }

    [Fact]
    public void Load_AMalformedFile_NamesItAndTheLine()
    {
        var conf = _directory.Write("registries.conf", "\n[[registry]\n");

        var failure = Assert.Throws<RegistryException>(() => Load(new() { ["CONTAINERS_REGISTRIES_CONF"] = conf }));

        Assert.StartsWith($"{conf} cannot be used: line 2: ", failure.Message, StringComparison.Ordinal);
    }

    private static RegistryOptions Load(Dictionary<string, string> environment) => RegistryConfiguration.Load(environment.GetValueOrDefault);
}
