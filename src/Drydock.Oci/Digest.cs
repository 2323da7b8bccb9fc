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
    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");

    // The hash itself: its length tells the algorithm. As text a digest takes three times as much, and a build may
    // hold one for each of a million files.
    private readonly byte[]? _hash;

    private Digest(byte[] hash) => _hash = hash;

    /// <summary>Whether this is no digest: the value of <c>default(Digest)</c>. It names no content.</summary>
    public bool IsEmpty => _hash is null;

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm => Hash.Length == SHA256.HashSizeInBytes ? "sha256" : "sha512";

    /// <summary>The encoded part: 64 or 128 lower-case hexadecimal characters.</summary>
    public string Hex => Convert.ToHexStringLower(Hash);

    /// <summary>The first 12 characters of <see cref="Hex"/>, as docker prints image IDs.</summary>
    public string ShortHex => Convert.ToHexStringLower(Hash.AsSpan(0, 6));

    private byte[] Hash => _hash ?? throw new InvalidOperationException("An empty digest has no text.");

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

        digest = new Digest(Convert.FromHexString(hex));
        return true;
    }

    /// <summary>The sha256 digest whose hash value is <paramref name="hash"/>, 32 bytes.</summary>
    public static Digest FromSha256(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        return new Digest(hash.ToArray());
    }

    /// <summary>Hashes <paramref name="content"/> with sha256.</summary>
    public static Digest OfBytes(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromSha256(hash);
    }

    /// <inheritdoc/>
    public int CompareTo(Digest other)
    {
        // As the text: the empty one first, then the algorithms, whose hashes differ in length.
        var byLength = (_hash?.Length ?? 0).CompareTo(other._hash?.Length ?? 0);
        return byLength != 0 ? byLength : _hash.AsSpan().SequenceCompareTo(other._hash);
    }

    /// <summary>Whether both name the same content.</summary>
    public bool Equals(Digest other) => _hash.AsSpan().SequenceEqual(other._hash);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash is null ? 0 : BinaryPrimitives.ReadInt32LittleEndian(_hash);

    /// <summary><c>algorithm:hex</c>, or an empty string for the empty digest.</summary>
    public override string ToString() => _hash is null ? "" : $"{Algorithm}:{Hex}";

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the text.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;
}
