namespace Drydock.Linux;

/// <summary>
/// A path inside some root, as the kernel sees it: bytes, not text. It is relative to that root,
/// has no leading or trailing slash and no empty component; the root itself is the empty path.
/// </summary>
/// <remarks>
/// Names in images and contexts need not be UTF-8. Conversion from and to text is reversible: a
/// byte that is not part of well-formed UTF-8 becomes the lone surrogate U+DC00 + byte, as in
/// Python's "surrogateescape" (PEP 383). Components <c>.</c> and <c>..</c> are kept as they are:
/// what they mean depends on symbolic links, so only <see cref="Files.RootedDirectory"/> resolves them.
/// </remarks>
public readonly struct UnixPath : IEquatable<UnixPath>, IComparable<UnixPath>
{
    private readonly byte[]? _bytes;

    private UnixPath(byte[] bytes) => _bytes = bytes;

    /// <summary>The root itself.</summary>
    public static UnixPath Root => default;

    /// <summary>The bytes, without a terminating NUL.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether this is the root itself.</summary>
    public bool IsRoot => _bytes is null or [];

    /// <summary>The last component; empty for the root.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The path without its last component; the root for a single component and for the root.</summary>
    public UnixPath Parent
    {
        get
        {
            var slash = Bytes.LastIndexOf((byte)'/');
            return slash <= 0 ? Root : new UnixPath(Bytes[..slash].ToArray());
        }
    }

    /// <summary>Makes a path from bytes; surplus slashes are dropped.</summary>
    /// <exception cref="ArgumentException">The bytes hold a NUL.</exception>
    public static UnixPath FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            throw new ArgumentException("A path cannot hold a NUL byte.", nameof(bytes));
        }

        bytes = bytes.Trim((byte)'/');
        if (bytes.IndexOf("//"u8) < 0)
        {
            return new UnixPath(bytes.ToArray());
        }

        var buffer = new byte[bytes.Length];
        var length = 0;
        foreach (var b in bytes)
        {
            if (b != '/' || buffer[length - 1] != '/')
            {
                buffer[length++] = b;
            }
        }

        return new UnixPath(buffer[..length]);
    }

    /// <summary>Makes a path from text; the inverse of <see cref="ToString"/>.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL.</exception>
    public static UnixPath FromText(string text) => FromBytes(ByteText.Encode(text));

    /// <summary>This path with <paramref name="relative"/> below it.</summary>
    public UnixPath Append(UnixPath relative)
    {
        if (IsRoot || relative.IsRoot)
        {
            return IsRoot ? relative : this;
        }

        return Join(Bytes, relative.Bytes);
    }

    /// <summary>This path with one more component.</summary>
    public UnixPath Append(ReadOnlySpan<byte> name) =>
        IsRoot || name.IsEmpty || name.ContainsAny((byte)0, (byte)'/') ? Append(FromBytes(name)) : Join(Bytes, name);

    /// <summary>Whether this path is <paramref name="ancestor"/> or lies below it, by components.</summary>
    public bool StartsWith(UnixPath ancestor) =>
        ancestor.IsRoot
        || (Bytes.StartsWith(ancestor.Bytes) && (Bytes.Length == ancestor.Bytes.Length || Bytes[ancestor.Bytes.Length] == '/'));

    /// <inheritdoc/>
    public bool Equals(UnixPath other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UnixPath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Byte order of the whole path.</summary>
    public int CompareTo(UnixPath other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>The path as text, reversibly; see the remarks of the type.</summary>
    public override string ToString() => ByteText.Decode(Bytes);

    /// <summary>Byte equality.</summary>
    public static bool operator ==(UnixPath left, UnixPath right) => left.Equals(right);

    /// <summary>Byte inequality.</summary>
    public static bool operator !=(UnixPath left, UnixPath right) => !left.Equals(right);

    /// <summary>Byte order.</summary>
    public static bool operator <(UnixPath left, UnixPath right) => left.CompareTo(right) < 0;

    /// <summary>Byte order.</summary>
    public static bool operator >(UnixPath left, UnixPath right) => left.CompareTo(right) > 0;

    /// <summary>Byte order.</summary>
    public static bool operator <=(UnixPath left, UnixPath right) => left.CompareTo(right) <= 0;

    /// <summary>Byte order.</summary>
    public static bool operator >=(UnixPath left, UnixPath right) => left.CompareTo(right) >= 0;

    private static UnixPath Join(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        var bytes = new byte[head.Length + 1 + tail.Length];
        head.CopyTo(bytes);
        bytes[head.Length] = (byte)'/';
        tail.CopyTo(bytes.AsSpan(head.Length + 1));
        return new UnixPath(bytes);
    }
}
