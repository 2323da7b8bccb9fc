namespace Drydock.Linux.Tests;

public sealed class UnixPathTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("a", "a")]
    [InlineData("/a/b/", "a/b")]
    [InlineData("//a///b//", "a/b")]
    [InlineData("a/./b/..", "a/./b/..")]
    public void FromText_SurplusSlashes_AreDropped(string text, string expected) => Assert.Equal(expected, UnixPath.FromText(text).ToString());

    [Fact]
    public void FromBytes_Nul_IsRefused() => Assert.Throws<ArgumentException>(() => UnixPath.FromBytes("a\0b"u8));

    [Theory]
    [InlineData("a/b/c", "a/b", "c")]
    [InlineData("a", "", "a")]
    [InlineData("", "", "")]
    public void Parent_AndName_SplitTheLastComponent(string path, string parent, string name)
    {
        var whole = UnixPath.FromText(path);
        Assert.Equal(parent, whole.Parent.ToString());
        Assert.Equal(name, ByteText.Decode(whole.Name));
    }

    [Theory]
    [InlineData("", "b", "b")]
    [InlineData("a", "", "a")]
    [InlineData("a", "b/c", "a/b/c")]
    public void Append_Paths_JoinsThem(string left, string right, string expected) =>
        Assert.Equal(expected, UnixPath.FromText(left).Append(UnixPath.FromText(right)).ToString());

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "", true)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "a/b", false)]
    public void StartsWith_IsByComponents(string path, string ancestor, bool expected) =>
        Assert.Equal(expected, UnixPath.FromText(path).StartsWith(UnixPath.FromText(ancestor)));

    [Fact]
    public void Equality_IsByBytes()
    {
        var latin1 = UnixPath.FromBytes([0xE9]);
        var utf8 = UnixPath.FromText("é");
        Assert.NotEqual(latin1, utf8);
        Assert.True(latin1 != utf8);
        Assert.Equal(latin1, UnixPath.FromText(latin1.ToString()));
        Assert.Equal(latin1.GetHashCode(), UnixPath.FromBytes([0xE9]).GetHashCode());
        Assert.Equal(UnixPath.Root, UnixPath.FromText("/"));
    }

    [Fact]
    public void CompareTo_IsByteOrder()
    {
        var sorted = new[] { "", "A", "a", "a/b", "a0", "é" }.Select(UnixPath.FromText).ToArray();
        Assert.Equal(sorted, sorted.AsEnumerable().Reverse().Order());
        Assert.True(sorted[1] < sorted[2] && sorted[2] > sorted[1] && sorted[1] <= sorted[1] && sorted[1] >= sorted[1]);
    }
}
