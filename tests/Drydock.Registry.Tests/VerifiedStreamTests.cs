using System.Security.Cryptography;
using Drydock.Oci;

namespace Drydock.Registry.Tests;

public sealed class VerifiedStreamTests
{
    private static readonly byte[] s_content = Samples.Bytes(1000);

    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 7)]
    [InlineData(1000, 1)]
    [InlineData(1000, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1000, 5000)]
    public async Task Read_OfTheRightContent_GivesIt(int length, int blockSize)
    {
        var content = s_content[..length];
        foreach (var size in new long?[] { length, null })
        {
            foreach (var synchronously in new[] { true, false })
            {
                await using var stream = Open(content, Digest.OfBytes(content), size);

                Assert.Equal(content, await DrainAsync(stream, blockSize, synchronously));
                Assert.Equal(length, stream.Position);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OfDamagedContent_FailsBeforeTheLastBlockAndEverAfter(bool synchronously)
    {
        var damaged = s_content.ToArray();
        damaged[0] ^= 1;
        await using var stream = Open(damaged, Digest.OfBytes(s_content), 1000);
        var received = new List<byte>();

        await Samples.FailsAsync(() => DrainAsync(stream, 300, synchronously, received), RegistryOutcome.DigestMismatch);
        await Samples.FailsAsync(() => DrainAsync(stream, 300, synchronously, received), RegistryOutcome.DigestMismatch);

        Assert.Equal(900, received.Count);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(0)]
    public async Task Read_OfAnotherSize_FailsAndEverAfter(int size)
    {
        foreach (var synchronously in new[] { true, false })
        {
            // The digest of what the reader would see: only the size gives it away.
            await using var stream = Open(s_content, Digest.OfBytes(s_content.AsSpan(0, Math.Min(size, 1000))), size);

            await Samples.FailsAsync(() => DrainAsync(stream, 4000, synchronously), RegistryOutcome.SizeMismatch);
            await Samples.FailsAsync(() => DrainAsync(stream, 4000, synchronously), RegistryOutcome.SizeMismatch);
        }
    }

    [Fact]
    public async Task Read_WithoutSize_FindsDamageAtTheEnd()
    {
        await using var stream = Open(s_content, Digest.OfBytes("other"u8), null);

        await Samples.FailsAsync(() => DrainAsync(stream, 300, false), RegistryOutcome.DigestMismatch);
        Assert.Throws<NotSupportedException>(() => stream.Length);
    }

    [Fact]
    public async Task Read_WithSha512_ChecksIt()
    {
        var digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData(s_content)));
        await using var good = Open(s_content, digest, 1000);
        await using var bad = Open([.. s_content[..999], 0], digest, 1000);

        Assert.Equal(s_content, await DrainAsync(good, 300, false));
        await Samples.FailsAsync(() => DrainAsync(bad, 300, false), RegistryOutcome.DigestMismatch);
    }

    private static VerifiedStream Open(byte[] content, Digest digest, long? size) => new(new MemoryStream(content), digest, size, "test blob");

    private static async Task<byte[]> DrainAsync(Stream stream, int blockSize, bool synchronously, List<byte>? received = null)
    {
        received ??= [];
        var block = new byte[blockSize];
        while (true)
        {
#pragma warning disable CA1849 // Both ways are tested.
            var count = synchronously ? stream.Read(block, 0, blockSize) : await stream.ReadAsync(block);
#pragma warning restore CA1849
            if (count == 0)
            {
                return [.. received];
            }

            received.AddRange(block.AsSpan(0, count));
        }
    }
}
