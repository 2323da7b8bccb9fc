namespace Drydock.Oci.Tests;

public sealed class StringMapTests
{
    [Fact]
    public void StringMap_Keys_AreOrdinalAndDistinguishCase() =>
        Assert.Equal(["A", "a", "b", "é"], new StringMap { ["b"] = "", ["a"] = "", ["A"] = "", ["é"] = "" }.Keys);

    [Fact]
    public void StringMap_FromEntries_TheLastWins() =>
        Assert.Equal("2", new StringMap([new("k", "1"), new("k", "2")])["k"]);

    [Fact]
    public void StringSet_Elements_AreOrdinalAndUnique() =>
        Assert.Equal(["443/tcp", "80/tcp", "80/udp"], new StringSet(["80/udp", "80/tcp", "443/tcp", "80/tcp"]));
}
