using System.Diagnostics;
using System.Text;

namespace Drydock.Testing;

/// <summary>A program that runs beside a test. Only this very process is ever killed.</summary>
public sealed class ProcessFixture : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ProcessFixture(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Append(e.Data);
        process.ErrorDataReceived += (_, e) => Append(e.Data);
    }

    /// <summary>What it has printed so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program and leaves it running.</summary>
    public static ProcessFixture Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var fixture = new ProcessFixture(new Process { StartInfo = StartInfo(program, arguments, environment) });
        fixture._process.Start();
        fixture._process.BeginOutputReadLine();
        fixture._process.BeginErrorReadLine();
        return fixture;
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed, or took longer than a minute.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, null) };
        process.Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output}{await errors}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
