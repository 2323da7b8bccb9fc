using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Build.Contexts;

/// <summary>A stream that is a context as a tar archive, compressed or not, or else a Dockerfile.</summary>
/// <param name="Beginning">Its first bytes, which have been read.</param>
/// <param name="Whole">All of it.</param>
/// <param name="Origin">What messages call it: <c>standard input</c>, or a URL.</param>
internal sealed record ContextArchive(ReadOnlyMemory<byte> Beginning, Stream Whole, string Origin)
{
    private const int HeaderBytes = 512;

    /// <summary>Whether it is an archive; told by its content.</summary>
    public bool IsArchive => Decompressor.Detect(Beginning.Span) != CompressionKind.None
        || (Beginning.Length == HeaderBytes && TarReader.LooksLikeTar(Beginning.Span));

    /// <summary>Reads the beginning of a stream.</summary>
    /// <exception cref="ContextException">There is nothing in it.</exception>
    public static ContextArchive Open(Stream input, string origin)
    {
        var head = new byte[HeaderBytes];
        var count = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return count == 0
            ? throw new ContextException($"{origin} is empty: a Dockerfile or a tar archive was expected")
            : new ContextArchive(head.AsMemory(0, count), new PrefixedStream(head.AsMemory(0, count), input), origin);
    }

    /// <summary>Unpacks the archive into an empty directory. No name in it, and no link, leads out of there.</summary>
    /// <exception cref="ContextException">It is damaged.</exception>
    public void Unpack(string directory)
    {
        try
        {
            using var plain = Decompressor.Open(Whole, leaveOpen: true);
            using var reader = new TarReader(plain);
            using var root = RootedDirectory.Open(directory);
            LayerExtractor.Apply(reader, root, new ApplyOptions { Whiteouts = WhiteoutHandling.PlainFile });
        }
        catch (LayerException e)
        {
            throw new ContextException($"the context from {Origin} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the Dockerfile that it is.</summary>
    /// <param name="maxBytes">The most a Dockerfile has.</param>
    /// <exception cref="ContextException">It is larger.</exception>
    public string ReadText(int maxBytes)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = Whole.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > maxBytes)
            {
                throw new ContextException($"the Dockerfile from {Origin} has more than {maxBytes >> 20} MiB");
            }
        }

        return ByteText.Decode(bytes.ToArray());
    }
}
