using System.Collections.Concurrent;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Transfer;

/// <summary>The registries that images came from, as places to have their blobs from once more.</summary>
/// <param name="client">Speaks with them.</param>
internal sealed class Origins(RegistryClient client)
{
    // Who pushes waits for another registry only as long as compressing a layer may take.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<RepositoryName, bool> _lost = new();

    /// <summary>Passes a blob on from the first origin that has it.</summary>
    /// <param name="names">Names with digests by which registries know an image with that blob.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="send">Sends what it is given.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <returns>False when none has it, or none answers in time.</returns>
    public async Task<bool> TryPassOnAsync(IEnumerable<string> names, Descriptor blob, Func<Func<Stream>, Task> send, CancellationToken cancellationToken)
    {
        foreach (var origin in names.Select(Reference.Parse).DistinctBy(RepositoryName.Of))
        {
            var repository = RepositoryName.Of(origin);
            if (_lost.ContainsKey(repository) || !await HasAsync(repository, blob.Digest, cancellationToken))
            {
                continue;
            }

            try
            {
                await send(() => new RegistryImageSource(client, origin).OpenBlob(blob, cancellationToken));
                return true;
            }
            catch (RegistryException)
            {
                // Whichever of the two failed: when it is the destination, the layer sent from here will tell.
                _lost[repository] = true;
            }
        }

        return false;
    }

    private async Task<bool> HasAsync(RepositoryName repository, Digest blob, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(s_patience, client.Options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            if (await client.BlobExistsAsync(repository, blob, linked.Token))
            {
                return true;
            }
        }
        catch (Exception e) when (e is RegistryException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // What cannot be asked is as good as not there.
        }

        _lost[repository] = true;
        return false;
    }
}
