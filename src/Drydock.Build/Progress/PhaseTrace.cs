using System.Globalization;
using System.Text;

namespace Drydock.Build.Progress;

/// <summary>
/// Where the time of a build goes, as a file of trace events that browsers show (chrome://tracing,
/// ui.perfetto.dev): the format is "Trace Event Format", with complete events only.
/// </summary>
/// <param name="output">The file; written, and closed, when this is disposed of.</param>
/// <param name="time">The clock.</param>
public sealed class PhaseTrace(TextWriter output, TimeProvider time) : IDisposable
{
    private const int TicksPerMicrosecond = (int)TimeSpan.TicksPerMicrosecond;

    private readonly StringBuilder _events = new();
    private readonly Lock _lock = new();

    // Timestamps are exact, but have no date: one moment in both ties them together.
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _beganStamp = time.GetTimestamp();

    /// <summary>Measures a piece of work: from here until the result is disposed of.</summary>
    public PhaseSpan Measure(string name) => new(this, name, time.GetTimestamp());

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            output.Write($"{{\"traceEvents\":[{_events}\n]}}\n");
            output.Dispose();
        }
    }

    internal void Add(string name, long began)
    {
        var duration = time.GetElapsedTime(began);
        var start = _began + time.GetElapsedTime(_beganStamp, began) - DateTimeOffset.UnixEpoch;
        lock (_lock)
        {
            _events.Append(_events.Length == 0 ? "\n" : ",\n").Append(
                CultureInfo.InvariantCulture,
                $"{{\"name\":\"{name}\",\"ph\":\"X\",\"pid\":1,\"tid\":{Environment.CurrentManagedThreadId},\"ts\":{start.Ticks / TicksPerMicrosecond},\"dur\":{duration.Ticks / TicksPerMicrosecond}}}");
        }
    }
}

/// <summary>A piece of work that is measured until it is disposed of; the default measures nothing.</summary>
public readonly struct PhaseSpan : IDisposable, IEquatable<PhaseSpan>
{
    private readonly PhaseTrace? _trace;
    private readonly string? _name;
    private readonly long _began;

    internal PhaseSpan(PhaseTrace trace, string name, long began) => (_trace, _name, _began) = (trace, name, began);

    /// <inheritdoc/>
    public void Dispose() => _trace?.Add(_name!, _began);

    /// <inheritdoc/>
    public bool Equals(PhaseSpan other) => (_trace, _name, _began) == (other._trace, other._name, other._began);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PhaseSpan other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_name, _began);

    /// <summary>Whether both are the same measurement.</summary>
    public static bool operator ==(PhaseSpan left, PhaseSpan right) => left.Equals(right);

    /// <summary>Whether they are not.</summary>
    public static bool operator !=(PhaseSpan left, PhaseSpan right) => !left.Equals(right);
}
