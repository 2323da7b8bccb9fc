using System.Net;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;

namespace Drydock.Registry.Transfers;

/// <summary>The rest of a blob in segments, several of which are fetched at once and handed out in order.</summary>
internal sealed class BlobSegments : IDisposable
{
    private readonly RegistryTransport _transport;
    private readonly RegistryOptions _options;
    private readonly Call _call;
    private readonly long _size;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<Task<byte[]>> _ahead = [];
    private long _asked;
    private ReadOnlyMemory<byte> _current;

    /// <summary>Asks for the first segments.</summary>
    /// <param name="transport">Sends the requests, and repeats each for itself.</param>
    /// <param name="options">How large segments are, and how many are fetched at once.</param>
    /// <param name="call">The request for the blob.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="size">The size of the blob.</param>
    /// <param name="lifetime">Cancels all.</param>
    public BlobSegments(RegistryTransport transport, RegistryOptions options, Call call, long start, long size, CancellationToken lifetime)
    {
        (_transport, _options, _call, _size) = (transport, options, call, size);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(lifetime);
        Start = _asked = start;
        while (_ahead.Count < options.Split.Connections && _asked < size)
        {
            Ask();
        }
    }

    /// <summary>The first byte.</summary>
    public long Start { get; }

    /// <summary>Waits for the first segment.</summary>
    /// <returns>False when it cannot be had, most often because the server does not know ranges.</returns>
    public async Task<bool> BeginsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ahead.Peek().WaitAsync(cancellationToken);
            return true;
        }
        catch (RegistryException)
        {
            return false;
        }
    }

    /// <summary>Reads on.</summary>
    /// <returns>How many bytes; 0 at the end of the blob.</returns>
    /// <exception cref="RegistryException">A segment cannot be had.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_current.IsEmpty)
        {
            if (_ahead.Count == 0)
            {
                return 0;
            }

            _current = await _ahead.Peek().WaitAsync(cancellationToken);
            _ = _ahead.Dequeue();
            if (_asked < _size)
            {
                Ask();
            }
        }

        var count = Math.Min(buffer.Length, _current.Length);
        _current[..count].CopyTo(buffer);
        _current = _current[count..];
        return count;
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var task in _ahead)
        {
            // Nobody waits for it any more; a failure is nobody's concern.
            _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        _stop.Dispose();
    }

    private void Ask()
    {
        var (first, last) = (_asked, Math.Min(_asked + _options.Split.SegmentBytes, _size) - 1);
        _asked = last + 1;
        var call = _call with { Offset = first, Last = last, Expected = [HttpStatusCode.PartialContent] };
        _ahead.Enqueue(_transport.SendAsync(call, (response, token) => ReceiveAsync(call, response, token), _stop.Token));
    }

    private async Task<byte[]> ReceiveAsync(Call call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var wanted = (int)(call.Last!.Value - call.Offset) + 1;
        if (response.Content.Headers.ContentRange is not { } range || range.From != call.Offset || range.To != call.Last || (range.Length ?? _size) != _size)
        {
            throw Failures.Protocol(call, response.RequestMessage?.RequestUri, $"asked for the bytes {call.Offset} to {call.Last}, the registry sent others");
        }

        var bytes = await BoundedBody.ReadAsync(response, wanted, _options, cancellationToken);
        return bytes.Length == wanted ? bytes : throw new IOException($"the body ended after {bytes.Length} of {wanted} bytes");
    }
}
