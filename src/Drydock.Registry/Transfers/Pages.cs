using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;

namespace Drydock.Registry.Transfers;

/// <summary>Lists that registries send page by page, with a <c>Link</c> to the next.</summary>
/// <remarks>OCI distribution-spec, "Listing Tags"; RFC 8288.</remarks>
internal static class Pages
{
    // Ten million tags, and an end to a registry that links in a circle.
    private const int MaxPages = 10_000;

    /// <summary>The bodies of all pages.</summary>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        RegistryTransport transport, RegistryOptions options, Call call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var pages = 0; ; pages++)
        {
            var current = call;
            var (body, next) = await transport.SendAsync(
                current, async (response, token) => (await BodyAsync(current, response, options, token), NextOf(current, response)), cancellationToken);
            yield return body;
            if (next is null)
            {
                yield break;
            }

            if (pages == MaxPages || next == call.Target)
            {
                throw Failures.Protocol(call, null, "the list does not end");
            }

            call = call with { Target = next };
        }
    }

    /// <summary>Reads a page.</summary>
    public static T Parse<T>(Call call, byte[] page, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(page, type) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw Failures.Protocol(call, null, "the answer is not the list that was asked for");
        }
    }

    /// <summary>Reads a page that is an index.</summary>
    public static ImageIndex ParseIndex(Call call, byte[] page)
    {
        try
        {
            return OciJson.Deserialize<ImageIndex>(page);
        }
        catch (FormatException)
        {
            throw Failures.Protocol(call, null, "the answer is not the list that was asked for");
        }
    }

    private static async Task<byte[]> BodyAsync(Call call, HttpResponseMessage response, RegistryOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.ReadAsync(response, OciJson.MaxDocumentBytes, options, cancellationToken);
        }
        catch (BodyTooLargeException)
        {
            throw Failures.Protocol(call, response.RequestMessage?.RequestUri, $"the list is larger than {OciJson.MaxDocumentBytes} bytes", RegistryOutcome.TooLarge);
        }
    }

    /// <summary>The next page: always at the same endpoint, whatever host the link names.</summary>
    private static string? NextOf(Call call, HttpResponseMessage response)
    {
        foreach (var link in RegistryTransport.ValuesOf(response, "Link"))
        {
            var (start, end) = (link.IndexOf('<', StringComparison.Ordinal), link.IndexOf('>', StringComparison.Ordinal));
            if (start >= 0 && end > start && link[end..].Replace("\"", "", StringComparison.Ordinal).Contains("rel=next", StringComparison.OrdinalIgnoreCase))
            {
                return Uri.TryCreate(response.RequestMessage!.RequestUri!, link[(start + 1)..end], out var next)
                    ? next.PathAndQuery
                    : throw Failures.Protocol(call, response.RequestMessage!.RequestUri, "the link to the next page is no URL");
            }
        }

        return null;
    }
}

/// <summary>The answer of <c>tags/list</c>.</summary>
internal sealed record TagList
{
    [JsonPropertyName("tags")]
    public IReadOnlyList<string?>? Tags { get; init; }
}

[JsonSerializable(typeof(TagList))]
internal sealed partial class ListJsonContext : JsonSerializerContext;
