using System.Security.Cryptography;
using Drydock.Oci;

namespace Drydock.Layers.Compression;

/// <summary>Writes and hashes compressed bytes.</summary>
internal sealed class HashedOutput : IDisposable
{
    private readonly Stream _output;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _size;

    public HashedOutput(Stream output) => _output = output;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _output.Write(bytes);
        _size += bytes.Length;
    }

    public CompressedBlob Complete()
    {
        _output.Flush();
        return new CompressedBlob(Digest.FromSha256(_hash.GetHashAndReset()), _size);
    }

    public void Dispose() => _hash.Dispose();
}
