using System.Globalization;
using System.Security.Cryptography;
using Drydock.Testing;

namespace Drydock.Storage.Tests;

/// <summary>Asks the kernel itself with fincore(1), of util-linux.</summary>
public sealed class LargeFileStreamTests : IDisposable
{
    private const int Piece = 64 << 10;
    private const int MostPieces = 4_000;

    private static readonly WriteBehindSizes s_sizes = new(Least: 8 * Piece, Step: 2 * Piece, Kept: 16 * Piece);

    private readonly TempDirectory _directory = TempDirectory.OnDisk();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Write_FileMuchLongerThanWhatIsKept_LeavesThePageCacheWhileItGrows()
    {
        await using var file = Create(s_sizes);
        var resident = 0L;
        // How soon the disk has something is its own affair: more is written until it had.
        for (var pieces = 1; pieces <= MostPieces; pieces++)
        {
            file.Write(new byte[Piece], 0, Piece);
            if (pieces % 128 == 0 && (resident = await ResidentBytesAsync()) < file.Length / 2)
            {
                break;
            }
        }

        Assert.InRange(resident, s_sizes.Kept, file.Length / 2);
    }

    [Fact]
    public async Task Write_FileNoLongerThanWhatIsKept_StaysInThePageCache()
    {
        await using var file = Create(s_sizes);
        for (var pieces = 0; pieces < 16; pieces++)
        {
            file.Write(new byte[Piece], 0, Piece);
        }

        file.Flush(flushToDisk: true);

        Assert.Equal(16 * Piece, await ResidentBytesAsync());
    }

    [Fact]
    public async Task Write_ArraysAndSpansOfAnySize_KeepsTheBytes()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(1);
        await using (var file = Create(s_sizes))
        {
            for (var number = 0; number < 300; number++)
            {
                var bytes = new byte[random.Next(1, 3 * Piece)];
                random.NextBytes(bytes);
                hash.AppendData(bytes);
                if (number % 2 == 0)
                {
                    file.Write(bytes, 0, bytes.Length);
                }
                else
                {
                    file.Write(bytes.AsSpan());
                }
            }
        }

        await using var written = File.OpenRead(_directory["file"]);
        Assert.Equal(hash.GetHashAndReset(), await SHA256.HashDataAsync(written));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_WorkAtHand_EndsItBeforeTheFileIsClosed(bool isAsync)
    {
        // A thread that meets a closed file would end the whole process.
        for (var time = 0; time < 20; time++)
        {
            var file = Create(s_sizes);
            for (var pieces = 0; pieces < 64; pieces++)
            {
                file.Write(new byte[Piece], 0, Piece);
            }

            if (isAsync)
            {
                await file.DisposeAsync();
            }
            else
            {
                file.Dispose();
            }

            File.Delete(_directory["file"]);
        }
    }

    private LargeFileStream Create(WriteBehindSizes sizes) =>
        new(File.OpenHandle(_directory["file"], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read), sizes);

    private async Task<long> ResidentBytesAsync() =>
        long.Parse(await ProcessFixture.RunAsync("fincore", "--bytes", "--noheadings", "--output", "RES", _directory["file"]), CultureInfo.InvariantCulture);
}
