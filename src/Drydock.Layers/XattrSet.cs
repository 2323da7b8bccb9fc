using System.Collections;
using Drydock.Linux;

namespace Drydock.Layers;

/// <summary>The extended attributes of one file: immutable, names unique and in byte order.</summary>
public sealed class XattrSet : IReadOnlyList<Xattr>, IEquatable<XattrSet>
{
    private readonly Xattr[] _items;

    private XattrSet(Xattr[] items) => _items = items;

    /// <summary>No attributes.</summary>
    public static XattrSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public Xattr this[int index] => _items[index];

    /// <summary>Sorts the attributes; of two with one name, the later one counts.</summary>
    public static XattrSet Create(IEnumerable<Xattr> attributes)
    {
        var sorted = new SortedDictionary<byte[], Xattr>(ByteOrder.Instance);
        foreach (var attribute in attributes)
        {
            sorted[attribute.Name] = attribute;
        }

        return sorted.Count == 0 ? Empty : new XattrSet([.. sorted.Values]);
    }

    /// <summary>The value of the attribute called <paramref name="name"/>, or null.</summary>
    public byte[]? Find(ReadOnlySpan<byte> name)
    {
        foreach (var item in _items)
        {
            if (name.SequenceEqual(item.Name))
            {
                return item.Value;
            }
        }

        return null;
    }

    /// <summary>The attributes that <paramref name="keep"/> holds true for.</summary>
    public XattrSet Where(Func<Xattr, bool> keep)
    {
        foreach (var item in _items)
        {
            if (!keep(item))
            {
                return new XattrSet([.. ((IEnumerable<Xattr>)_items).Where(keep)]);
            }
        }

        return this;
    }

    /// <inheritdoc/>
    public bool Equals(XattrSet? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < _items.Length; i++)
        {
            if (!_items[i].Name.AsSpan().SequenceEqual(other._items[i].Name)
                || !_items[i].Value.AsSpan().SequenceEqual(other._items[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as XattrSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in _items)
        {
            hash.AddBytes(item.Name);
            hash.AddBytes(item.Value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _items.Select(item => ByteText.Decode(item.Name)));

    /// <inheritdoc/>
    public IEnumerator<Xattr> GetEnumerator() => ((IEnumerable<Xattr>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
