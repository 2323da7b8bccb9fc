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
internal sealed partial class BlobDownload : ForwardReadStream
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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CloseAll();
        }

        base.Dispose(disposing);
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
            Current, _response?.RequestMessage?.RequestUri ?? new Uri($"https://{Current.Endpoint.Authority}{Current.Target}"), e, refusal: null);

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
