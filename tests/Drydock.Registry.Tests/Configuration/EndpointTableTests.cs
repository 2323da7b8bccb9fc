using Drydock.Registry.Configuration;

namespace Drydock.Registry.Tests.Configuration;

public sealed class EndpointTableTests
{
    [Theory]
    [InlineData("docker.io")]
    [InlineData("index.docker.io")]
    [InlineData("registry-1.docker.io")]
    public void Origin_OfDockerHub_IsItsRegistry(string host) => Assert.Equal(
        new Endpoint("docker.io", "registry-1.docker.io", "library/alpine", false, false),
        Table().Origin(new RepositoryName(host, "library/alpine")));

    [Fact]
    public void ForPull_WithMirrors_AsksThemFirst() => Assert.Equal(
        ["m.example/hub/library/alpine", "digest.example/library/alpine", "registry-1.docker.io/library/alpine"],
        Places(Table(HubRule()), "docker.io", "library/alpine", byDigest: true));

    [Fact]
    public void ForPull_ByTag_LeavesOutMirrorsForDigests() => Assert.Equal(
        ["m.example/hub/library/alpine", "registry-1.docker.io/library/alpine"],
        Places(Table(HubRule()), "docker.io", "library/alpine", byDigest: false));

    [Fact]
    public void Origin_WithMirrors_IsTheRegistry() =>
        Assert.Equal("registry-1.docker.io", Table(HubRule()).Origin(new RepositoryName("docker.io", "library/alpine")).Authority);

    [Theory]
    [InlineData("a.example", "team/app", "moved.example/new/app")]
    [InlineData("a.example", "team", "moved.example/new")]
    [InlineData("a.example", "teams/app", "a.example/teams/app")]
    [InlineData("x.wild.example", "app", "wild-moved.example/app")]
    [InlineData("wild.example", "app", "wild.example/app")]
    public void Origin_WithALocation_ReplacesThePrefix(string host, string path, string expected)
    {
        var table = Table(
            new RegistryRule("a.example/team") { Location = "moved.example/new" },
            new RegistryRule("*.wild.example") { Location = "wild-moved.example" });

        Assert.Equal([expected], Places(table, host, path, byDigest: false));
    }

    [Fact]
    public void ForPull_WithSeveralRules_UsesTheLongest() => Assert.Equal(
        ["two.example/app", "a.example/team/app"],
        Places(
            Table(
                new RegistryRule("a.example") { Mirrors = [new MirrorLocation("one.example")] },
                new RegistryRule("a.example/team") { Mirrors = [new MirrorLocation("two.example")] }),
            "a.example",
            "team/app",
            byDigest: false));

    [Fact]
    public void ForPull_Blocked_IsDenied()
    {
        var failure = Assert.Throws<RegistryException>(() =>
            Table(new RegistryRule("a.example") { Blocked = true }).ForPull(new RepositoryName("a.example", "x"), false));

        Assert.Equal(RegistryOutcome.Denied, failure.Outcome);
    }

    [Theory]
    [InlineData("a.example", true)]
    [InlineData("A.EXAMPLE", true)]
    [InlineData("a.example:5000", false)]
    [InlineData("b.example", true)]
    [InlineData("c.example", true)]
    [InlineData("d.example", false)]
    public void IsInsecure_OfNamedHosts_IsTrue(string host, bool expected)
    {
        var table = new EndpointTable(new RegistryOptions
        {
            InsecureHosts = ["a.example"],
            Rules = [new RegistryRule("b.example/x") { Insecure = true }, new RegistryRule("d.example") { Insecure = true, Location = "c.example/y" }],
        });

        Assert.Equal(expected, table.IsInsecure(host));
    }

    private static RegistryRule HubRule() => new("docker.io")
    {
        Mirrors = [new MirrorLocation("m.example", "hub"), new MirrorLocation("digest.example", "", false, MirrorPulls.DigestOnly)],
    };

    private static EndpointTable Table(params RegistryRule[] rules) => new(new RegistryOptions { Rules = rules });

    private static IEnumerable<string> Places(EndpointTable table, string host, string path, bool byDigest) =>
        table.ForPull(new RepositoryName(host, path), byDigest).Select(e => $"{e.Authority}/{e.Path}");
}
