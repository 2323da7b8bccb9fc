using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Drydock.Linux.Runtime;

/// <summary>Writes config.json.</summary>
[JsonSerializable(typeof(RuntimeSpec))]
internal sealed partial class RuntimeJson : JsonSerializerContext
{
    private static readonly RuntimeJson s_written = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    internal static byte[] Serialize(ProcessSpec process) => JsonSerializer.SerializeToUtf8Bytes(process, s_written.ProcessSpec);

    internal static byte[] Serialize(RuntimeSpec spec) => JsonSerializer.SerializeToUtf8Bytes(spec, s_written.RuntimeSpec);
}
