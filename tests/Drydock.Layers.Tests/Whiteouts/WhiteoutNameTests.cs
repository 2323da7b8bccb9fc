using Drydock.Layers.Whiteouts;
using Drydock.Linux;

namespace Drydock.Layers.Tests.Whiteouts;

public sealed class WhiteoutNameTests
{
    [Theory]
    [InlineData("a", ".wh.a")]
    [InlineData("d/e/f", "d/e/.wh.f")]
    [InlineData("d/.wh", "d/.wh..wh")]
    public void For_Path_IsBesideIt(string path, string expected)
    {
        var whiteout = WhiteoutName.For(UnixPath.FromText(path));
        Assert.Equal(expected, whiteout.ToString());
        Assert.True(WhiteoutName.TryGetDeleted(whiteout, out var deleted));
        Assert.Equal(path, deleted.ToString());
    }

    [Theory]
    [InlineData("a")]
    [InlineData(".wh")]
    [InlineData("x.wh.a")]
    [InlineData(".wh.d/a")]
    [InlineData(".wh.")]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    [InlineData(".wh..wh..opq")]
    [InlineData(".wh..wh.plnk")]
    public void TryGetDeleted_NoPlainWhiteout_IsFalse(string path) => Assert.False(WhiteoutName.TryGetDeleted(UnixPath.FromText(path), out _));

    [Theory]
    [InlineData("d/.wh..wh..opq", true)]
    [InlineData(".wh..wh..opq", true)]
    [InlineData(".wh..wh..opq/x", false)]
    [InlineData(".wh..opq", false)]
    public void IsOpaque_Marker_IsAboutItsDirectory(string path, bool expected) => Assert.Equal(expected, WhiteoutName.IsOpaque(UnixPath.FromText(path)));
}
