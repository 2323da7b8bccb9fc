using System.Security.Cryptography;
using Drydock.Oci;

namespace Drydock.Registry;

/// <summary>
/// Passes the bytes of another stream on while it checks them. Where the size is known, the last
/// block is handed over only after the size and the digest of the whole have been proven: a reader
/// that has seen as many bytes as promised has seen the right bytes. Else the proof is at the end.
/// </summary>
public sealed class VerifiedStream : ForwardReadStream
{
    private readonly Stream _inner;
    private readonly Digest _expected;
    private readonly long _size;
    private readonly string _what;
    private readonly IncrementalHash _hash;
    private long _position;
    private bool _verified;
    private RegistryException? _failure;

    /// <summary>Checks <paramref name="inner"/>, which this stream owns from now on.</summary>
    /// <param name="inner">The content.</param>
    /// <param name="expected">The digest the content must have.</param>
    /// <param name="size">The size in bytes the content must have, or null when only the digest is known.</param>
    /// <param name="what">What to call the content in messages, such as <c>blob of docker.io/library/alpine</c>.</param>
    public VerifiedStream(Stream inner, Digest expected, long? size, string what)
    {
        _inner = inner;
        _expected = expected;
        _size = size ?? -1;
        _what = what;
        _hash = IncrementalHash.CreateHash(expected.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
    }

    /// <summary>The promised size in bytes.</summary>
    /// <exception cref="NotSupportedException">Only the digest is known.</exception>
    public override long Length => _size >= 0 ? _size : throw new NotSupportedException();

    /// <summary>How many bytes were handed over; cannot be set.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The content is not what it should be, or cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_verified || (buffer.IsEmpty && _size != 0))
        {
            return 0;
        }

        var count = _position == _size ? 0 : _inner.Read(buffer);
        if (!Accept(buffer[..count]))
        {
            return count;
        }

        Span<byte> surplus = stackalloc byte[1];
        Finish(count > 0 || _size == 0 ? _inner.Read(surplus) : 0);
        return count;
    }

    /// <inheritdoc/>
    /// <exception cref="RegistryException">The content is not what it should be, or cannot be read.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_verified || (buffer.IsEmpty && _size != 0))
        {
            return 0;
        }

        var count = _position == _size ? 0 : await _inner.ReadAsync(buffer, cancellationToken);
        if (!Accept(buffer.Span[..count]))
        {
            return count;
        }

        Finish(count > 0 || _size == 0 ? await _inner.ReadAsync(new byte[1], cancellationToken) : 0);
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes a block into account; true when it is the last one and the whole must be judged now.</summary>
    private bool Accept(ReadOnlySpan<byte> block)
    {
        _position += block.Length;
        if (_failure is not null)
        {
            throw _failure;
        }

        if (_size >= 0 && _position > _size)
        {
            throw Fail(TooLong());
        }

        _hash.AppendData(block);
        if (block.IsEmpty && _size > _position)
        {
            throw Fail(new RegistryException(
                RegistryOutcome.SizeMismatch, $"the {_what} ended after {_position} of {_size} bytes ({_expected})"));
        }

        return block.IsEmpty || _position == _size;
    }

    private void Finish(int surplus)
    {
        if (surplus > 0)
        {
            throw Fail(TooLong());
        }

        var actual = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (actual != _expected.Hex)
        {
            throw Fail(new RegistryException(
                RegistryOutcome.DigestMismatch,
                $"the {_what} is damaged: expected {_expected}, received {_expected.Algorithm}:{actual}",
                "try again; if it stays so, the content at the registry or its mirror is wrong"));
        }

        _verified = true;
    }

    // Remembered, so that a reader that goes on after a failure never reaches a good end.
    private RegistryException Fail(RegistryException failure) => _failure = failure;

    private RegistryException TooLong() =>
        new(RegistryOutcome.SizeMismatch, $"the {_what} is longer than the {_size} bytes of its descriptor ({_expected})");
}
