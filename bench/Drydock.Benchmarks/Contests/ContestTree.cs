using System.Text;

namespace Drydock.Benchmarks.Contests;

/// <summary>A tree such as programs and their documents make: many small files, some large ones, a third of their size when compressed.</summary>
internal static class ContestTree
{
    private const int Folders = 100;
    private const int FilesOfAFolder = 100;
    private const int LargeFiles = 20;
    private const int LargeBytes = 3 << 20;

    /// <summary>How many files there are.</summary>
    public const int Files = (Folders * FilesOfAFolder) + LargeFiles;

    /// <summary>Writes it below a directory; the same each time.</summary>
    public static void Write(string root)
    {
        var random = new Random(5);
        var words = Enumerable.Range(0, 3000).Select(_ => Word(random)).ToArray();
        for (var folder = 0; folder < Folders; folder++)
        {
            var directory = Directory.CreateDirectory($"{root}/folder{folder:D2}/inner").FullName;
            for (var file = 0; file < FilesOfAFolder; file++)
            {
                File.WriteAllBytes($"{directory}/some-file-{file:D3}", Text(random, words, random.Next(200, 12_000)));
            }
        }

        for (var file = 0; file < LargeFiles; file++)
        {
            File.WriteAllBytes($"{root}/large{file:D2}", Text(random, words, LargeBytes));
        }
    }

    private static byte[] Word(Random random)
    {
        var word = new byte[random.Next(2, 12)];
        for (var i = 0; i < word.Length; i++)
        {
            word[i] = (byte)('a' + random.Next(26));
        }

        return [.. word, (byte)' '];
    }

    // Half of it words, of which few are frequent, half of it numbers.
    private static byte[] Text(Random random, byte[][] words, int bytes)
    {
        var text = new MemoryStream(bytes + 64);
        while (text.Length < bytes)
        {
            text.Write(words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))]);
            text.Write(Encoding.ASCII.GetBytes($"{random.Next(100_000):x}\n"));
        }

        text.SetLength(bytes);
        return text.ToArray();
    }
}
