using Drydock.Build.Caching;

namespace Drydock.Build.Tests.Caching;

public sealed class CacheKeyTests
{
    [Fact]
    public void Build_OfSameIngredients_IsTheSame() =>
        Assert.Equal(Key(k => k.Add("a", "1").Add("b", "2")), Key(k => k.Add("a", "1").Add("b", "2")));

    [Fact]
    public void Build_OfOtherOrder_Differs() =>
        Assert.NotEqual(Key(k => k.Add("a", "1").Add("b", "2")), Key(k => k.Add("b", "2").Add("a", "1")));

    [Fact]
    public void Build_OfOtherKind_Differs() =>
        Assert.NotEqual(new CacheKeyBuilder("run").Build().Digest, new CacheKeyBuilder("copy").Build().Digest);

    [Theory]
    [InlineData("a", "1\n1:b=1:2", "a", "1")]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("a=", "b", "a", "=b")]
    public void Build_OfValuesThatLookLikeOthers_Differs(string name, string value, string otherName, string otherValue) =>
        Assert.NotEqual(Key(k => k.Add(name, value)), Key(k => k.Add(otherName, otherValue).Add("b", "2")));

    [Fact]
    public void Build_OfLists_KeepsTheirBounds()
    {
        Assert.NotEqual(Key(k => k.AddAll("a", ["x", "y"])), Key(k => k.AddAll("a", ["xy"])));
        Assert.NotEqual(Key(k => k.AddAll("a", ["x"]).AddAll("b", [])), Key(k => k.AddAll("a", []).AddAll("b", ["x"])));
        Assert.NotEqual(Key(k => k.AddAll("a", ["", ""])), Key(k => k.AddAll("a", [""])));
    }

    [Fact]
    public void Build_OfNull_DiffersFromEmpty()
    {
        Assert.NotEqual(Key(k => k.Add("a", "")), Key(k => k.Add("a", null)));
        Assert.Equal(Key(k => k), Key(k => k.Add("a", null)));
    }

    [Fact]
    public void Build_OfBytesThatAreNoText_Differs() =>
        Assert.NotEqual(Key(k => k.Add("a", "\uDC80")), Key(k => k.Add("a", "\uDC81")));

    private static Drydock.Oci.Digest Key(Func<CacheKeyBuilder, CacheKeyBuilder> add) => add(new CacheKeyBuilder("test")).Build().Digest;
}
