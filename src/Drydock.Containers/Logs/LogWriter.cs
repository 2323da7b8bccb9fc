using System.Text;
using Drydock.Oci;

namespace Drydock.Containers.Logs;

/// <summary>Which stream of a container a piece of its log came from.</summary>
public enum LogStream
{
    /// <summary>Standard output; all that a terminal shows.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}

/// <summary>
/// Writes the log of a container, in the form that Kubernetes reads: a line is the time, the stream,
/// F or P (a full line, or a part that its line goes on after), and the bytes.
/// </summary>
/// <remarks>Kubernetes, "CRI container log format". Bytes are kept as they are; may be used by several threads.</remarks>
internal sealed class LogWriter(Stream log, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();

    internal void Write(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        var prefix = Encoding.ASCII.GetBytes($"{OciTime.Format(time.GetUtcNow())} {(stream == LogStream.Error ? "stderr" : "stdout")} ");
        var lines = new MemoryStream(bytes.Length + prefix.Length + 3);
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            lines.Write(prefix);
            lines.Write(end < 0 ? "P "u8 : "F "u8);
            lines.Write(line);
            lines.WriteByte((byte)'\n');
            bytes = end < 0 ? [] : bytes[(end + 1)..];
        }

        lock (_lock)
        {
            log.Write(lines.GetBuffer(), 0, (int)lines.Length);
        }
    }

    public void Dispose() => log.Dispose();
}
