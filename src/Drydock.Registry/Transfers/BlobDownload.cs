using System.Buffers;
using System.Net;
using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;

namespace Drydock.Registry.Transfers;

/// <summary>
/// The bytes of a blob, from whichever location serves them. When the connection breaks or stalls
/// it goes on at the byte where it stopped, at the next location if need be; when it is slow, further
/// connections bring what comes later. What an earlier attempt received is read first. Who hashes the
/// bytes sees one stream.
/// </summary>
internal sealed class BlobDownload : Stream
{
    // A connection that broke before it brought this much does not count as progress, so that one
    // which always breaks at once ends.
    private const long ProgressBytes = 64 * 1024;

    private readonly RegistryTransport _transport;
    private readonly MirrorHealth _mirrors;
    private readonly RegistryOptions _options;
    private readonly IReadOnlyList<Call> _locations;
    private readonly Descriptor _descriptor;
    private readonly IProgress<long>? _progress;
    private readonly CancellationToken _lifetime;
    private Stream? _part;
    private readonly ReadPace? _pace;

    private int _location;
    private long _position;
    private long _lastBreak;
    private int _breaks;
    private bool _neverSplit;
    private HttpResponseMessage? _response;
    private Stream? _body;
    private BlobSegments? _segments;

    /// <summary>Prepares a download; nothing is sent before <see cref="OpenAsync"/>.</summary>
    /// <param name="transport">Sends the requests.</param>
    /// <param name="mirrors">Told about failing mirrors.</param>
    /// <param name="options">Time-outs, retries and events.</param>
    /// <param name="locations">The requests for the blob, one a location, in the order to try.</param>
    /// <param name="descriptor">Its digest and size.</param>
    /// <param name="part">Holds what an earlier attempt received, at the position where it is, and takes what comes; null for none.</param>
    /// <param name="progress">Told the bytes received so far.</param>
    /// <param name="lifetime">Cancels all reads.</param>
    public BlobDownload(
        RegistryTransport transport,
        MirrorHealth mirrors,
        RegistryOptions options,
        IReadOnlyList<Call> locations,
        Descriptor descriptor,
        Stream? part,
        IProgress<long>? progress,
        CancellationToken lifetime)
    {
        _transport = transport;
        _mirrors = mirrors;
        _options = options;
        _locations = locations;
        _descriptor = descriptor;
        _part = part;
        _progress = progress;
        _lifetime = lifetime;
        _pace = descriptor.Size >= options.Split.MinimumBytes && options.Split.Connections > 1 ? new ReadPace(options.Split, options.TimeProvider) : null;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _descriptor.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    private Call Current => _locations[_location];

    /// <summary>Connects to the first location that has the blob, at the present position.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await OpenCurrentAsync(cancellationToken);
                return;
            }
            catch (RegistryException e) when (_location + 1 < _locations.Count)
            {
                _mirrors.Skip(Current.Endpoint, e);
                _location++;
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var failure = default(RegistryException);
            try
            {
                var count = await ReadNextAsync(buffer, cancellationToken);
                if (count > 0 || _position >= _descriptor.Size || buffer.IsEmpty)
                {
                    _position += count;
                    _progress?.Report(_position);
                    return count;
                }

                failure = FromBreak(new IOException($"the body ended after {_position} of {_descriptor.Size} bytes"));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || _lifetime.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                failure = FromBreak(e);
            }

            await RecoverAsync(failure, cancellationToken);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var rented = ArrayPool<byte>.Shared.Rent(buffer.Length);
        try
        {
            var count = ReadAsync(rented.AsMemory(0, buffer.Length), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            rented.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CloseAll();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadNextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_part is not null && _part.Position < _part.Length)
        {
            return _part.Read(buffer.Span);
        }

        if (_body is null && _segments is null)
        {
            if (_position >= _descriptor.Size)
            {
                return 0;
            }

            _options.OnEvent?.Invoke(new DownloadResumed(Current.Endpoint.Authority, _descriptor.Digest, _position));
            await OpenAsync(cancellationToken);
        }

        var before = _pace?.Now ?? 0;
        var count = await ReadReceivedAsync(buffer, cancellationToken);
        Keep(buffer.Span[..count]);
        if (_segments is null && _pace?.Note(before, count) == true && !_neverSplit)
        {
            Split(_position + count + _options.Split.SegmentBytes);
        }

        return count;
    }

    // Where the disk is full the part is worth nothing, but the download may well succeed.
    private void Keep(ReadOnlySpan<byte> received)
    {
        try
        {
            _part?.Write(received);
        }
        catch (IOException)
        {
            _part = null;
        }
    }

    // The connection that is there brings the bytes until the first segment has come.
    private async ValueTask<int> ReadReceivedAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_segments is null)
        {
            return await ReadOnceAsync(buffer, cancellationToken);
        }

        if (_position < _segments.Start)
        {
            return await ReadOnceAsync(buffer[..(int)Math.Min(buffer.Length, _segments.Start - _position)], cancellationToken);
        }

        if (_body is not null && !await _segments.BeginsAsync(cancellationToken))
        {
            Close(ref _segments);
            _neverSplit = true;
            return await ReadOnceAsync(buffer, cancellationToken);
        }

        Close(ref _body);
        Close(ref _response);
        return await _segments.ReadAsync(buffer, cancellationToken);
    }

    private void Split(long start)
    {
        if (start < _descriptor.Size)
        {
            _segments = new BlobSegments(_transport, _options, Current, start, _descriptor.Size, _lifetime);
            _options.OnEvent?.Invoke(new DownloadSplit(Current.Endpoint.Authority, _descriptor.Digest, _options.Split.Connections));
        }
    }

    private async Task OpenCurrentAsync(CancellationToken cancellationToken)
    {
        var call = Current with { Offset = _position, Expected = [HttpStatusCode.OK, HttpStatusCode.PartialContent] };
        _response = await _transport.SendAsync(call, cancellationToken);
        try
        {
            var start = StartOf(call, _response);
            _body = await _response.Content.ReadAsStreamAsync(cancellationToken);
            await SkipAsync(_position - start, cancellationToken);
        }
        catch
        {
            Close(ref _response);
            throw;
        }
    }

    /// <summary>The byte the answer begins with, checked against what was asked for.</summary>
    private long StartOf(Call call, HttpResponseMessage response)
    {
        var headers = response.Content.Headers;
        var uri = response.RequestMessage?.RequestUri;
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return headers.ContentLength is { } length && length != _descriptor.Size
                ? throw Failures.Protocol(
                    call, uri, $"the answer has {length} bytes where the descriptor says {_descriptor.Size}", RegistryOutcome.SizeMismatch)
                : 0;
        }

        var range = headers.ContentRange;
        return range?.From == _position && (range.Length ?? _descriptor.Size) == _descriptor.Size
            ? _position
            : throw Failures.Protocol(call, uri, $"asked for the bytes from {_position}, the registry sent {range?.ToString() ?? "an unknown part"}");
    }

    // A server that does not know ranges sends all again.
    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(count, 128 * 1024)];
        while (count > 0)
        {
            var read = await ReadOnceAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
            count -= read > 0 ? read : throw new IOException("the body ended early");
        }
    }

    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(_options.StallTimeout, _options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime, stall.Token);
        return _body is null ? throw new IOException("the connection is closed") : await _body.ReadAsync(buffer, linked.Token);
    }

    private async Task RecoverAsync(RegistryException failure, CancellationToken cancellationToken)
    {
        _neverSplit |= _segments is not null;
        CloseAll();
        while (true)
        {
            _breaks = _position - _lastBreak >= ProgressBytes ? 1 : _breaks + 1;
            _lastBreak = _position;
            if (_breaks >= _options.Retry.MaxAttempts)
            {
                if (_location + 1 == _locations.Count)
                {
                    throw failure;
                }

                _mirrors.Skip(Current.Endpoint, failure);
                _location++;
                _breaks = 0;
            }

            await Task.Delay(DelayOf(_breaks), _options.TimeProvider, cancellationToken);
            _options.OnEvent?.Invoke(new DownloadResumed(Current.Endpoint.Authority, _descriptor.Digest, _position));
            try
            {
                await OpenAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is HttpRequestException || (e is IOException and not RegistryException))
            {
                failure = FromBreak(e);
            }
        }
    }

    // The first break costs nothing: a fresh connection most often works at once.
    private TimeSpan DelayOf(int breaks)
    {
        if (breaks <= 1)
        {
            return TimeSpan.Zero;
        }

        var delay = _options.Retry.BaseDelay * Math.Pow(2, breaks - 2) * (0.5 + Random.Shared.NextDouble());
        return delay < _options.Retry.MaxDelay ? delay : _options.Retry.MaxDelay;
    }

    private RegistryException FromBreak(Exception e) =>
        e as RegistryException ?? _transport.Failures.FromNetwork(
            Current, _response?.RequestMessage?.RequestUri ?? new Uri($"https://{Current.Endpoint.Authority}{Current.Target}"), e, certificateRefused: false);

    private void CloseAll()
    {
        Close(ref _segments);
        Close(ref _body);
        Close(ref _response);
    }

    private static void Close<T>(ref T? resource)
        where T : class, IDisposable
    {
        resource?.Dispose();
        resource = null;
    }
}
