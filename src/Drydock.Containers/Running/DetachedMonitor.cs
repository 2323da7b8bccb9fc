using System.Globalization;
using System.Text;
using Drydock.Linux.Processes;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Running;

/// <summary>
/// A monitor that outlives the command that started it: this program once more, in a session of its
/// own. It says by one line on its standard output how starting went.
/// </summary>
public static class DetachedMonitor
{
    private const string StartedLine = "started";

    /// <summary>Starts the monitor of a container, and waits until the container runs.</summary>
    /// <param name="record">The container.</param>
    /// <param name="arguments">The command line by which this program is such a monitor.</param>
    /// <exception cref="ContainerException">The container could not be started.</exception>
    public static void Start(ContainerRecord record, IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath ?? "/proc/self/exe";
        using var monitor = ChildProcess.Start(new ChildStart(program, arguments) { OwnSession = true, StandardOutput = Stdio.Pipe, WorkingDirectory = "/" });
        monitor.Detach();
        using var reader = new StreamReader(monitor.StandardOutput!, Encoding.UTF8);
        var line = reader.ReadLine();
        if (line == StartedLine)
        {
            return;
        }

        throw int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode)
            ? new ContainerException(reader.ReadToEnd().TrimEnd('\n'), exitCode)
            : new ContainerException($"the monitor of container {record.Name} ended before the container started", 125);
    }

    /// <summary>In the monitor: the container runs. From now on nobody listens.</summary>
    public static void ReportStarted()
    {
        Report(StartedLine + "\n");
        OwnStream.Silence();
    }

    /// <summary>In the monitor: the container could not be started.</summary>
    public static void ReportFailure(int exitCode, string message) =>
        Report(string.Create(CultureInfo.InvariantCulture, $"{exitCode}\n{message}\n"));

    private static void Report(string text)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Encoding.UTF8.GetBytes(text));
    }
}
