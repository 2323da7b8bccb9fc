using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Drydock.Oci;

/// <summary>
/// The content digest of a blob, such as <c>sha256:6c3c…</c>. A value of this type is always
/// well formed, so it can be used in a file name or a URL as it is.
/// </summary>
/// <remarks>
/// OCI image-spec, descriptor.md, "Digests". Only sha256 and sha512 exist here: content under
/// another algorithm could not be verified.
/// </remarks>
[JsonConverter(typeof(DigestConverter))]
public readonly record struct Digest : IComparable<Digest>
{
    private const string Sha256 = "sha256";

    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");

    // Of sha256 the hash itself, big-endian so that numbers and text have one order: a build holds one for each file.
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    // Null for the empty digest, Sha256, or the whole text of a sha512.
    private readonly string? _kind;

    private Digest(string sha512) => _kind = sha512;

    private Digest(ReadOnlySpan<byte> sha256)
    {
        _first = BinaryPrimitives.ReadUInt64BigEndian(sha256);
        _second = BinaryPrimitives.ReadUInt64BigEndian(sha256[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(sha256[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(sha256[24..]);
        _kind = Sha256;
    }

    /// <summary>Whether this is no digest: the value of <c>default(Digest)</c>. It names no content.</summary>
    public bool IsEmpty => _kind is null;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Text[..6];

    /// <summary>The encoded part: 64 or 128 lower-case hexadecimal characters.</summary>
    public string Hex => IsSha256 ? Convert.ToHexStringLower(Hash(stackalloc byte[SHA256.HashSizeInBytes])) : Text[7..];

    /// <summary>The first 12 characters of <see cref="Hex"/>, as docker prints image IDs.</summary>
    public string ShortHex => Hex[..12];

    private bool IsSha256 => ReferenceEquals(_kind, Sha256);

    private string Text => IsEmpty ? throw new InvalidOperationException("An empty digest has no text.") : ToString();

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <exception cref="FormatException">The text is not a well-formed sha256 or sha512 digest.</exception>
    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new FormatException($"\"{text}\" is not a digest (expected sha256: and 64 hexadecimal characters)");

    /// <summary>Parses <c>algorithm:hex</c>; false when the text is anything else, upper-case hexadecimal included.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length < 8 || text[6] != ':')
        {
            return false;
        }

        var length = text.AsSpan(0, 6) switch
        {
            "sha256" => 64,
            "sha512" => 128,
            _ => -1,
        };
        var hex = text.AsSpan(7);
        if (hex.Length != length || hex.ContainsAnyExcept(s_hexDigits))
        {
            return false;
        }

        if (length > 64)
        {
            digest = new Digest(text);
            return true;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Convert.FromHexString(hex, hash, out _, out _);
        digest = new Digest(hash);
        return true;
    }

    /// <summary>The sha256 digest whose hash value is <paramref name="hash"/>, 32 bytes.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        return new Digest(hash);
    }

    /// <summary>Hashes <paramref name="content"/> with sha256.</summary>
    public static Digest OfBytes(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (content.Length <= ShortSha256.LongestBytes)
        {
            ShortSha256.Hash(content, hash);
        }
        else
        {
            SHA256.HashData(content, hash);
        }

        return FromSha256(hash);
    }

    /// <inheritdoc/>
    public int CompareTo(Digest other) => IsSha256 && other.IsSha256
        ? (_first, _second, _third, _fourth).CompareTo((other._first, other._second, other._third, other._fourth))
        : string.CompareOrdinal(ToString(), other.ToString());

    /// <summary><c>algorithm:hex</c>, or an empty string for the empty digest.</summary>
    public override string ToString() => IsSha256 ? $"{Sha256}:{Hex}" : _kind ?? "";

    /// <summary>Writes the hash value of a sha256 digest.</summary>
    /// <param name="destination">Takes 32 bytes.</param>
    /// <exception cref="InvalidOperationException">It is not sha256.</exception>
    public void CopyHashTo(Span<byte> destination)
    {
        if (!IsSha256)
        {
            throw new InvalidOperationException("The digest is not sha256.");
        }

        Hash(destination);
    }

    private ReadOnlySpan<byte> Hash(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _fourth);
        return bytes[..SHA256.HashSizeInBytes];
    }

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;
}
