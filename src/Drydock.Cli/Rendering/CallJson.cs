using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Drydock.Build.Planning;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;
using Drydock.Linux;

namespace Drydock.Cli.Rendering;

/// <summary>The answers of <c>--call</c> as JSON, with the members that BuildKit's frontend gives them.</summary>
internal static class CallJson
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer of <c>--call check</c>.</summary>
    public static string OfCheck(CheckReport report, DockerfileDocument document) => Write(writer =>
    {
        writer.WriteStartArray("warnings");
        foreach (var finding in report.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("ruleName", finding.Code);
            writer.WriteString("description", CheckRunner.Checks.First(c => c.Name == finding.Code).Description);
            writer.WriteString("url", CheckReportText.UrlOf(finding));
            writer.WriteString("detail", finding.Message);
            LocationJson.Write(writer, finding.Lines);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("sources");
        writer.WriteStartObject();
        writer.WriteString("filename", document.FileName);
        writer.WriteString("language", "Dockerfile");
        writer.WriteBase64String("data", ByteText.Encode(document.Text));
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (report.Error is { } error)
        {
            writer.WriteStartObject("buildError");
            writer.WriteString("message", error.Message);
            LocationJson.Write(writer, error.Lines);
            writer.WriteEndObject();
        }
    });

    /// <summary>The answer of <c>--call targets</c>.</summary>
    public static string OfTargets(DockerfileDocument document) => Write(writer =>
    {
        writer.WriteStartArray("targets");
        foreach (var stage in document.Stages)
        {
            writer.WriteStartObject();
            WriteUnlessEmpty(writer, "name", stage.Name);
            if (stage.Index == document.Stages.Count - 1)
            {
                writer.WriteBoolean("default", true);
            }

            WriteUnlessEmpty(writer, "description", stage.Description);
            WriteUnlessEmpty(writer, "base", stage.From.Base);
            WriteUnlessEmpty(writer, "platform", stage.Platform);
            LocationJson.Write(writer, stage.From.Lines);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteSources(writer, document);
    });

    /// <summary>The answer of <c>--call outline</c>.</summary>
    public static string OfOutline(BuildOutline outline, DockerfileDocument document) => Write(writer =>
    {
        WriteUnlessEmpty(writer, "name", outline.Name);
        WriteUnlessEmpty(writer, "description", outline.Description);
        WriteAll(writer, "args", outline.Arguments, argument =>
        {
            writer.WriteString("name", argument.Name);
            WriteUnlessEmpty(writer, "description", argument.Description);
            WriteUnlessEmpty(writer, "value", argument.Value);
            LocationJson.Write(writer, argument.Lines);
        });
        WriteAll(writer, "secrets", outline.Secrets, secret => WriteMount(writer, secret));
        WriteAll(writer, "ssh", outline.Agents, agent => WriteMount(writer, agent));
        WriteSources(writer, document);
    });

    private static void WriteMount(Utf8JsonWriter writer, MountInput mount)
    {
        writer.WriteString("name", mount.Name);
        if (mount.IsRequired)
        {
            writer.WriteBoolean("required", true);
        }

        LocationJson.Write(writer, mount.Lines);
    }

    private static void WriteAll<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteSources(Utf8JsonWriter writer, DockerfileDocument document)
    {
        writer.WriteStartArray("sources");
        writer.WriteBase64StringValue(ByteText.Encode(document.Text));
        writer.WriteEndArray();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
