using System.Buffers;
using Drydock.Build.Progress;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;

namespace Drydock.Build.Steps.Running;

/// <summary>Streams what a step's process prints into the progress.</summary>
internal sealed class StepOutput(VertexReporter vertex)
{
    private const int BufferBytes = 1 << 14;
    private Task _reading = Task.CompletedTask;

    /// <summary>The container with its output on pipes.</summary>
    public static ContainerStart Attach(ContainerStart start) => start with { StandardOutput = Stdio.Pipe, StandardError = Stdio.Pipe };

    /// <summary>Begins to read.</summary>
    public void Pump(ChildProcess process) => _reading = Task.WhenAll(
        ReadAsync(process.StandardOutput!, isError: false),
        ReadAsync(process.StandardError!, isError: true));

    /// <summary>Waits until all output has been read.</summary>
    public Task DrainAsync() => _reading;

    // On the pool, which has room for waiting (see ChildProcess): a thread made for each step costs as much as a small step.
    private Task ReadAsync(Stream stream, bool isError) => Task.Run(() =>
    {
        using var owned = stream;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            vertex.Log(isError, buffer.AsSpan(0, count));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    });
}
