using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Processes;

/// <summary>What process 1 of a namespace has to do on the side: take signals, and reap orphans.</summary>
internal sealed class SignalRelay : IDisposable
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle _outerStatus;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly OrphanReaper _reaper = new();
    private readonly Thread _thread;
    private readonly HashSet<int> _forwarded = [];
    private Action<int>? _receive;
    private int _stopSignal;

    private SignalRelay(SafeFileHandle outerStatus)
    {
        _outerStatus = outerStatus;
        _thread = new Thread(Poll, 128 * 1024) { IsBackground = true, Name = "signals" };
    }

    internal CancellationToken Stopping => _stopping.Token;

    internal int? StopSignal => _stopSignal == 0 ? null : _stopSignal;

    internal int OuterProcessId
    {
        get
        {
            Span<byte> buffer = stackalloc byte[4096];
            var line = Encoding.ASCII.GetString(buffer[..ReadStatus(buffer)]).Split('\n').First(text => text.StartsWith("Pid:", StringComparison.Ordinal));
            return int.Parse(line.AsSpan(4).Trim(), CultureInfo.InvariantCulture);
        }
    }

    internal void Forward(Action<int> receive)
    {
        _receive = receive;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context =>
        {
            context.Cancel = true;
            Stop(Libc.SIGQUIT, direct: true);
        }));
    }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _registrations.ForEach(registration => registration.Dispose());
        _outerStatus.Dispose();
        _ended.Dispose();
        _stopping.Dispose();
    }

    internal static SignalRelay Start(SafeFileHandle outerStatus)
    {
        var relay = new SignalRelay(outerStatus);
        foreach (var (signal, number) in ((PosixSignal, int)[])[(PosixSignal.SIGINT, Libc.SIGINT), (PosixSignal.SIGTERM, Libc.SIGTERM), (PosixSignal.SIGHUP, Libc.SIGHUP)])
        {
            relay._registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                relay.Stop(number, direct: true);
            }));
        }

        relay._thread.Start();
        return relay;
    }

    private void Poll()
    {
        while (!_ended.Wait(s_pollInterval))
        {
            foreach (var signal in (int[])[Libc.SIGINT, Libc.SIGTERM])
            {
                if (IsPendingOutside(signal))
                {
                    Stop(signal, direct: false);
                }
            }

            _reaper.Pass();
        }
    }

    // A signal of the terminal reaches both processes, and stays pending outside: only what came directly counts twice.
    private void Stop(int signal, bool direct)
    {
        if (_receive is { } receive)
        {
            bool first;
            lock (_forwarded)
            {
                first = _forwarded.Add(signal);
            }

            if (first || direct)
            {
                receive(signal);
            }

            return;
        }

        if (Interlocked.CompareExchange(ref _stopSignal, signal, 0) == 0)
        {
            _stopping.CancelAsync();
        }
        else if (direct && _stopping.IsCancellationRequested)
        {
            Environment.Exit(128 + signal);
        }
    }

    // proc(5): ShdPnd holds the signals pending for a process, SigIgn those it ignores (as under nohup).
    private bool IsPendingOutside(int signal)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var text = Encoding.ASCII.GetString(buffer[..ReadStatus(buffer)]);
        return (Mask(text, "ShdPnd:") & ~Mask(text, "SigIgn:") & (1UL << (signal - 1))) != 0;
    }

    private int ReadStatus(Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(_outerStatus, buffer, 0);
        }
        catch (IOException)
        {
            // The outer process is gone, and this one about to be.
            return 0;
        }
    }

    private static ulong Mask(string status, string field)
    {
        var start = status.IndexOf(field, StringComparison.Ordinal);
        return start >= 0 && ulong.TryParse(status.AsSpan(start + field.Length, 17).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) ? mask : 0;
    }
}
