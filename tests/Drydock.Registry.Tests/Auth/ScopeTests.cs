using Drydock.Registry.Auth;

namespace Drydock.Registry.Tests.Auth;

public sealed class ScopeTests
{
    [Fact]
    public void ParseAll_OfSeveral_KeepsPortsInNames() => Assert.Equal(
        [new Scope("repository", "host:5000/a", "pull"), new Scope("registry", "catalog", "*")],
        Scope.ParseAll("repository:host:5000/a:pull nonsense registry:catalog:* :x"));

    [Theory]
    [InlineData("repository:a:pull,push", "repository:a:pull", true)]
    [InlineData("repository:a:pull", "repository:a:pull,push", false)]
    [InlineData("repository:a:pull", "repository:b:pull", false)]
    [InlineData("repository:a:pull", "registry:a:pull", false)]
    public void Covers_Compares(string scope, string other, bool expected) =>
        Assert.Equal(expected, Scope.ParseAll(scope).Single().Covers(Scope.ParseAll(other).Single()));
}
