using System.Text.Encodings.Web;
using System.Text.Json;
using Drydock.Build.Progress;
using Drydock.Oci;

namespace Drydock.Cli.Rendering;

/// <summary>One JSON object a line, in the shape of BuildKit's <c>--progress=rawjson</c>: vertexes, statuses, logs, warnings.</summary>
internal sealed class RawJsonProgress(Stream output) : VertexDisplay
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Dispose() => output.Flush();

    protected override void Show(BuildEvent buildEvent, VertexState? vertex)
    {
        using (var writer = new Utf8JsonWriter(output, s_options))
        {
            writer.WriteStartObject();
            WriteEvent(writer, buildEvent, vertex);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
        output.Flush();
    }

    private static void WriteEvent(Utf8JsonWriter writer, BuildEvent buildEvent, VertexState? vertex)
    {
        switch (buildEvent)
        {
            case VertexStarted or VertexMissed or VertexCompleted or VertexFailed:
                Array(writer, "vertexes", () => WriteVertex(writer, vertex!));
                break;
            case VertexStatus status:
                Array(writer, "statuses", () =>
                {
                    writer.WriteString("id", status.Id);
                    writer.WriteString("vertex", Name(vertex!));
                    writer.WriteNumber("current", status.Current);
                    writer.WriteNumber("total", status.Total);
                    writer.WriteString("timestamp", OciTime.Format(status.Time));
                    if (status.Done)
                    {
                        writer.WriteString("completed", OciTime.Format(status.Time));
                    }
                });
                break;
            case VertexLog log:
                Array(writer, "logs", () =>
                {
                    writer.WriteString("vertex", Name(vertex!));
                    writer.WriteNumber("stream", log.IsError ? 2 : 1);
                    writer.WriteBase64String("data", log.Bytes.Span);
                    writer.WriteString("timestamp", OciTime.Format(log.Time));
                });
                break;
            case BuildWarning warning:
                Array(writer, "warnings", () => WriteWarning(writer, warning));
                break;
            case StageSkipped skipped:
                Array(writer, "skipped", () => writer.WriteString("stage", skipped.Stage));
                break;
        }
    }

    private static void WriteWarning(Utf8JsonWriter writer, BuildWarning warning)
    {
        writer.WriteString("short", warning.Text);
        if (CheckReportText.UrlOf(warning.Warning) is { } url)
        {
            writer.WriteString("url", url);
        }

        if (!warning.Warning.Lines.IsNone)
        {
            LocationJson.WriteRanges(writer, "range", warning.Warning.Lines);
        }
    }

    private static void WriteVertex(Utf8JsonWriter writer, VertexState vertex)
    {
        writer.WriteString("digest", Name(vertex));
        writer.WriteString("name", vertex.Name);
        writer.WriteString("started", OciTime.Format(vertex.Started));
        if (vertex.Ended is { } ended)
        {
            writer.WriteString("completed", OciTime.Format(ended));
        }

        if (vertex.Cached)
        {
            writer.WriteBoolean("cached", true);
        }

        // Not of BuildKit.
        if (vertex is { Cached: false, MissReason: { } reason })
        {
            writer.WriteString("missReason", reason);
        }

        if (vertex.Error is not null || vertex.Canceled)
        {
            writer.WriteString("error", vertex.Error ?? "canceled");
        }
    }

    // BuildKit names vertexes by digest; here the number in the build says as much.
    private static string Name(VertexState vertex) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"vertex:{vertex.Number}");

    private static void Array(Utf8JsonWriter writer, string name, Action content)
    {
        writer.WriteStartArray(name);
        writer.WriteStartObject();
        content();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
