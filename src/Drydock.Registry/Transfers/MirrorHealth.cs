using System.Collections.Concurrent;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Transfers;

/// <summary>Remembers for a while which mirrors did not answer, so that not every blob waits for them again.</summary>
internal sealed class MirrorHealth(RegistryOptions options)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _downUntil = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The endpoints worth asking: all but mirrors that were just found down.</summary>
    public IReadOnlyList<Endpoint> Usable(IReadOnlyList<Endpoint> endpoints) =>
        [.. endpoints.Where(e => !e.IsMirror || !_downUntil.TryGetValue(e.Authority, out var until) || options.TimeProvider.GetUtcNow() >= until)];

    /// <summary>Notes that a mirror failed, and tells it.</summary>
    public void Skip(Endpoint mirror, RegistryException failure)
    {
        if (failure.Outcome is RegistryOutcome.Unreachable or RegistryOutcome.TlsFailure)
        {
            _downUntil[mirror.Authority] = options.TimeProvider.GetUtcNow() + s_pause;
        }

        options.OnEvent?.Invoke(new MirrorSkipped(mirror.Authority, failure.Sentence));
    }
}
