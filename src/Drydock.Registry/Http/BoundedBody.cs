using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>Reads documents into memory: never more than a limit, never waiting longer than the stall time-out.</summary>
internal static class BoundedBody
{
    /// <summary>Reads the whole body.</summary>
    /// <exception cref="BodyTooLargeException">The body is larger than <paramref name="limit"/>.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, RegistryOptions options, CancellationToken cancellationToken)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit)
        {
            throw new BodyTooLargeException();
        }

        using var stall = new CancellationTokenSource(options.StallTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(linked.Token);
            using var memory = new MemoryStream((int)(announced ?? 4096));
            var buffer = new byte[16 * 1024];
            int count;
            while ((count = await body.ReadAsync(buffer, linked.Token)) > 0)
            {
                if (memory.Length + count > limit)
                {
                    throw new BodyTooLargeException();
                }

                memory.Write(buffer, 0, count);
                stall.CancelAfter(options.StallTimeout);
            }

            return memory.TryGetBuffer(out var whole) && whole.Count == whole.Array!.Length ? whole.Array : memory.ToArray();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}

/// <summary>A document is larger than documents of its kind may be.</summary>
internal sealed class BodyTooLargeException() : IOException("the document is too large");
