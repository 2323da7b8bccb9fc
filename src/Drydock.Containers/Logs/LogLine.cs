namespace Drydock.Containers.Logs;

/// <summary>A line of a log as <see cref="LogWriter"/> writes it.</summary>
/// <param name="Time">When, RFC 3339.</param>
/// <param name="Stream">Where it came from.</param>
/// <param name="IsFull">Whether the container's line ends here.</param>
/// <param name="Content">The bytes.</param>
internal readonly record struct LogLine(ReadOnlyMemory<byte> Time, LogStream Stream, bool IsFull, ReadOnlyMemory<byte> Content)
{
    internal static LogLine Parse(ReadOnlyMemory<byte> line)
    {
        var time = Word(ref line);
        var stream = Word(ref line);
        var tag = Word(ref line);
        return new LogLine(time, stream.Span.SequenceEqual("stderr"u8) ? LogStream.Error : LogStream.Output, tag.Span.SequenceEqual("F"u8), line);
    }

    private static ReadOnlyMemory<byte> Word(ref ReadOnlyMemory<byte> rest)
    {
        var space = rest.Span.IndexOf((byte)' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[(space + 1)..];
        return word;
    }
}
