using Drydock.Containers.Logs;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Linux.Terminals;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Containers.Running;

/// <summary>Where the streams of a container's process lead.</summary>
/// <param name="Attached">Whether to the standard streams of this process, besides the log.</param>
/// <param name="Input">Whether its standard input is that of this process (attached) or stays open (not attached).</param>
internal sealed record StreamOptions(bool Attached, bool Input);

/// <summary>Carries what a container's process says to the log and to this process's own output, and what is typed to it.</summary>
internal sealed class ContainerStreams : IDisposable
{
    private const int BufferBytes = 1 << 14;

    private readonly StreamOptions _options;
    private readonly LogWriter _log;
    private readonly PseudoTerminal? _terminal;
    private readonly IDisposable? _rawMode;
    private readonly IDisposable? _resizing;
    private readonly TaskCompletionSource<bool> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private ChildProcess? _process;

    internal ContainerStreams(StreamOptions options, bool terminal, LogWriter log)
    {
        (_options, _log) = (options, log);
        if (!terminal)
        {
            return;
        }

        _terminal = PseudoTerminal.Open();
        if (options.Attached && RawMode.IsTerminal(0))
        {
            _terminal.CopySize(OwnInput());
            _resizing = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGWINCH, _ => Resize());
            _rawMode = options.Input ? RawMode.Begin(OwnInput()) : null;
        }
    }

    /// <summary>The container with its streams set.</summary>
    internal ContainerStart Connect(ContainerStart start) => _terminal is { } terminal
        ? start with { Spec = Sized(start.Spec, terminal.Size), StandardInput = Stdio.To(terminal.Slave), StandardOutput = Stdio.To(terminal.Slave), StandardError = Stdio.To(terminal.Slave) }
        : start with
        {
            StandardInput = !_options.Input ? Stdio.Null : _options.Attached ? Stdio.Inherit : Stdio.Pipe,
            StandardOutput = Stdio.Pipe,
            StandardError = Stdio.Pipe,
        };

    /// <summary>Begins to read, once the process runs.</summary>
    internal void Pump(ChildProcess process)
    {
        _process = process;
        if (_terminal is null)
        {
            _reading = Task.WhenAll(Read(process.StandardOutput!, LogStream.Output, 1), Read(process.StandardError!, LogStream.Error, 2));
            return;
        }

        // The last copy of the terminal is then the container's: its end is the end of reading.
        _terminal.Slave.Dispose();
        _reading = Read(Stream(_terminal.Master, FileAccess.Read), LogStream.Output, 1);
        if (_options is { Attached: true, Input: true })
        {
            new Thread(() => Type(Stream(_terminal.Master, FileAccess.Write)), 256 * 1024) { IsBackground = true, Name = "keyboard" }.Start();
        }
    }

    /// <summary>
    /// Lets out what is read. Until its command runs, what comes from a container is what the runtime says
    /// of its own failure, and that is told in another way.
    /// </summary>
    /// <param name="started">Whether the command runs; if not, what is read is dropped.</param>
    internal void Open(bool started) => _opened.TrySetResult(started);

    /// <summary>Waits until all has been read.</summary>
    internal Task DrainAsync() => _reading;

    public void Dispose()
    {
        _resizing?.Dispose();
        _rawMode?.Dispose();
        _terminal?.Dispose();
    }

    private Task Read(Stream source, LogStream stream, int target) => Task.Factory.StartNew(
        () =>
        {
            using var open = source;
            using var output = _options.Attached ? OwnStream.Open(target) : System.IO.Stream.Null;
            var buffer = new byte[BufferBytes];
            for (int count; (count = ReadSome(source, buffer)) > 0;)
            {
                if (!_opened.Task.GetAwaiter().GetResult())
                {
                    return;
                }

                _log.Write(stream, buffer.AsSpan(0, count));
                try
                {
                    output.Write(buffer, 0, count);
                }
                catch (IOException)
                {
                    // Nobody listens any more, as behind head(1): the container learns it by its own next write.
                    return;
                }
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static int ReadSome(Stream source, byte[] buffer)
    {
        try
        {
            return source.Read(buffer, 0, buffer.Length);
        }
        catch (IOException)
        {
            // A terminal that nobody has open any more gives EIO, pty(7).
            return 0;
        }
    }

    private static void Type(Stream keyboard)
    {
        using var input = OwnStream.Open(0);
        var buffer = new byte[BufferBytes];
        try
        {
            for (int count; (count = ReadSome(input, buffer)) > 0;)
            {
                keyboard.Write(buffer, 0, count);
            }

            // Standard input came from a file or pipe that is at its end: what Ctrl-D is on a keyboard.
            keyboard.Write([4], 0, 1);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The container has ended.
        }
    }

    private void Resize()
    {
        const int windowChanged = 28;
        _terminal!.CopySize(OwnInput());
        // The runtime carries the size on to the container's terminal when it is told.
        _process?.Kill(windowChanged);
    }

    private static RuntimeSpec Sized(RuntimeSpec spec, (int Rows, int Columns) size) => size.Rows == 0
        ? spec
        : spec with { Process = spec.Process with { ConsoleSize = new ConsoleSizeSpec((uint)size.Rows, (uint)size.Columns) } };

    private static SafeFileHandle OwnInput() => new(0, ownsHandle: false);

    private static FileStream Stream(SafeFileHandle handle, FileAccess access) => new(handle, access, bufferSize: 0);
}
