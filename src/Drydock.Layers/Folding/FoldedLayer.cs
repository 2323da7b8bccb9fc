using Drydock.Linux;

namespace Drydock.Layers.Folding;

/// <summary>An entry of a layer that is written anew.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Attributes">All else but the path.</param>
/// <param name="Data">The bytes of a regular file.</param>
internal readonly record struct FoldedEntry(UnixPath Path, LayerEntry Attributes, FileData Data);

/// <summary>What becomes of one layer.</summary>
public sealed class FoldedLayer
{
    private readonly LayerStack _stack;
    private readonly List<FoldedEntry>? _entries;

    internal FoldedLayer(LayerStack stack, int layer, List<FoldedEntry>? entries) => (_stack, Layer, _entries) = (stack, layer, entries);

    /// <summary>The layer's number in the stack.</summary>
    public int Layer { get; }

    /// <summary>Whether the layer stays as it is, byte for byte.</summary>
    public bool IsKept => _entries is null;

    /// <summary>Whether nothing is left of the layer.</summary>
    public bool IsEmpty => _entries is { Count: 0 };

    /// <summary>Writes the new layer; each byte is read once. The caller completes the writer.</summary>
    /// <exception cref="InvalidOperationException">The layer stays as it is.</exception>
    /// <exception cref="LayerException">A tar has changed since it was read.</exception>
    public void WriteTo(LayerWriter writer, CancellationToken cancellationToken = default)
    {
        foreach (var entry in _entries ?? throw new InvalidOperationException("The layer is kept as it is."))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attributes = entry.Attributes with { Path = entry.Path };
            if (attributes is not { Type: LayerEntryType.Regular, Size: > 0 })
            {
                writer.Add(attributes);
                continue;
            }

            using var content = _stack.Open(entry.Data, attributes.Size);
            writer.Add(attributes, content);
        }
    }
}
