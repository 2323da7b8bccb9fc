using Drydock.Linux.Mounts;
using Drydock.Oci;

namespace Drydock.Storage.Mounting;

/// <summary>
/// Chains longer than overlayfs takes: their lower part is joined to one tree. It is garbage for a collection,
/// unless a container stands on it, and is made again.
/// </summary>
internal static class LongChain
{
    // An upper directory of a view and an empty one at the bottom take two more places.
    private const int Most = OverlayMount.MaximumLowers - 2;

    private const int Step = 256;

    /// <summary>How many of the lowest layers are joined; 0 for none.</summary>
    /// <remarks>Rounded up, so that the steps on top of a long chain share what is joined.</remarks>
    public static int JoinedOf(int layers) => layers <= Most ? 0 : Math.Min(layers, (layers - Most + Step - 1) / Step * Step);

    /// <summary>The id of the tree that layers make together.</summary>
    public static string IdOf(IEnumerable<string> layers) =>
        "joined-" + Digest.OfBytes(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', layers))).Hex[..32];

    /// <summary>The ids of the layer trees that mounting a chain takes.</summary>
    public static IEnumerable<string> TreesOf(IReadOnlyList<string> layers) =>
        JoinedOf(layers.Count) is > 0 and var joined ? [.. layers, IdOf(layers.Take(joined))] : layers;
}
