using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace Drydock.Registry.Transfers;

/// <summary>A part of a local stream as the body of a request, opened anew each time it is sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferBytes = 128 * 1024;

    private readonly Func<Stream> _open;
    private readonly long _offset;
    private readonly long _length;
    private readonly Action<long> _sent;
    private readonly string _what;

    /// <summary>Makes a body of <paramref name="length"/> bytes from <paramref name="offset"/> on.</summary>
    /// <param name="open">Opens the content from its start.</param>
    /// <param name="offset">The first byte to send.</param>
    /// <param name="length">How many to send.</param>
    /// <param name="what">What to call the content in messages.</param>
    /// <param name="sent">Told the position in the whole content after each block.</param>
    public UploadContent(Func<Stream> open, long offset, long length, string what, Action<long> sent)
    {
        _open = open;
        _offset = offset;
        _length = length;
        _what = what;
        _sent = sent;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var source = Open();
            await SkipAsync(source, buffer, cancellationToken);
            for (var left = _length; left > 0;)
            {
                var count = await ReadAsync(source, buffer.AsMemory(0, (int)Math.Min(left, BufferBytes)), cancellationToken);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
                _sent(_offset + _length - left);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Stream Open()
    {
        try
        {
            return _open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Broken(e.Message, e);
        }
    }

    private async Task SkipAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        if (source.CanSeek)
        {
            source.Seek(_offset, SeekOrigin.Begin);
            return;
        }

        for (var left = _offset; left > 0;)
        {
            left -= await ReadAsync(source, buffer.AsMemory(0, (int)Math.Min(left, BufferBytes)), cancellationToken);
        }
    }

    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = await source.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw Broken("it is shorter than its descriptor says");
        }
        catch (Exception e) when (e is IOException and not RegistryException or UnauthorizedAccessException)
        {
            throw Broken(e.Message, e);
        }
    }

    private RegistryException Broken(string problem, Exception? inner = null) =>
        new(RegistryOutcome.Source, $"cannot read the {_what} to upload it: {problem}", null, inner);
}
