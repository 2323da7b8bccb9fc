using System.Text;

namespace Drydock.Oci;

/// <summary>
/// The identity of a stack of layers: equal stacks have equal ChainIDs, whatever image they belong to.
/// </summary>
/// <remarks>OCI image-spec, config.md, "Layer ChainID".</remarks>
public static class ChainId
{
    /// <summary>The ChainID of <paramref name="diffIds"/>, lowest layer first; the empty digest for no layers.</summary>
    public static Digest Of(IEnumerable<Digest> diffIds)
    {
        var chain = default(Digest);
        foreach (var diffId in diffIds)
        {
            chain = Extend(chain, diffId);
        }

        return chain;
    }

    /// <summary>The ChainID of the stack <paramref name="parent"/> with one more layer on top.</summary>
    public static Digest Extend(Digest parent, Digest diffId) =>
        parent.IsEmpty ? diffId : Digest.OfBytes(Encoding.ASCII.GetBytes($"{parent} {diffId}"));
}
