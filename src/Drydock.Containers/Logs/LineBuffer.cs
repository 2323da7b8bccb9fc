namespace Drydock.Containers.Logs;

/// <summary>Complete lines of a file that may still grow.</summary>
internal sealed class LineBuffer(Stream file)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; false when there is no complete one yet.</summary>
    internal bool TryRead(out ReadOnlyMemory<byte> line)
    {
        var scanned = _start;
        while (true)
        {
            var end = _buffer.AsSpan(scanned, _end - scanned).IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = _buffer.AsMemory(_start, scanned + end - _start);
                _start = scanned + end + 1;
                return true;
            }

            MakeRoom();
            scanned = _end;
            var read = file.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                line = default;
                return false;
            }

            _end += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
