namespace Drydock.Registry.Transfers;

/// <content>Where bytes come from: a part that is at hand, one connection, or several.</content>
internal sealed partial class BlobDownload
{
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
}
