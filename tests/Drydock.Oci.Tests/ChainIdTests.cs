using System.Text;

namespace Drydock.Oci.Tests;

public sealed class ChainIdTests
{
    private static readonly Digest s_a = Digest.OfBytes("a"u8);
    private static readonly Digest s_b = Digest.OfBytes("b"u8);

    [Fact]
    public void Of_NoLayer_IsEmpty() => Assert.True(ChainId.Of([]).IsEmpty);

    [Fact]
    public void Of_OneLayer_IsItsDiffId() => Assert.Equal(s_a, ChainId.Of([s_a]));

    [Fact]
    public void Of_TwoLayers_HashesBothTexts() =>
        Assert.Equal(Digest.OfBytes(Encoding.ASCII.GetBytes(s_a + " " + s_b)), ChainId.Of([s_a, s_b]));

    [Fact]
    public void Extend_StepByStep_IsTheSameAsOf()
    {
        Assert.Equal(ChainId.Of([s_a, s_b, s_a]), ChainId.Extend(ChainId.Extend(ChainId.Extend(default, s_a), s_b), s_a));
        Assert.NotEqual(ChainId.Of([s_a, s_b]), ChainId.Of([s_b, s_a]));
    }
}
