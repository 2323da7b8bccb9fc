using System.Text.Json;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Cli.Rendering;

/// <summary>Places in a Dockerfile as BuildKit writes them in JSON.</summary>
internal static class LocationJson
{
    /// <summary>A property <c>location</c> with one range; lines are counted from 1.</summary>
    public static void Write(Utf8JsonWriter writer, LineRange lines)
    {
        writer.WriteStartObject("location");
        if (!lines.IsNone)
        {
            WriteRanges(writer, "ranges", lines);
        }

        writer.WriteEndObject();
    }

    /// <summary>A property with a list of one range.</summary>
    public static void WriteRanges(Utf8JsonWriter writer, string name, LineRange lines)
    {
        writer.WriteStartArray(name);
        writer.WriteStartObject();
        WritePosition(writer, "start", lines.Start);
        WritePosition(writer, "end", lines.End);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter writer, string name, int line)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("line", line);
        writer.WriteEndObject();
    }
}
