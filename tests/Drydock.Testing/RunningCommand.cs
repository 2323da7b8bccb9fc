using System.Diagnostics;
using System.Text;

namespace Drydock.Testing;

/// <summary>A program under way, whose output is gathered. Only this very process is ever ended.</summary>
public sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _command;
    private readonly MemoryStream _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _readers;

    private RunningCommand(Process process, string command, byte[]? input)
    {
        (_process, _command) = (process, command);
        var writer = WriteAsync(input);
        _readers = Task.WhenAll(ReadOutputAsync(), ReadErrorsAsync(), writer);
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>What it has said on standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts a program; <paramref name="input"/> is all that its standard input has.</summary>
    public static RunningCommand Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, byte[]? input = null, string? directory = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            info.Environment[name] = value;
        }

        var process = Process.Start(info)!;
        return new RunningCommand(process, $"{program} {string.Join(' ', arguments)}", input);
    }

    /// <summary>Runs a program to its end, whatever that is.</summary>
    public static async Task<CommandResult> RunAsync(string program, params string[] arguments)
    {
        using var command = Start(program, arguments);
        return await command.WaitAsync();
    }

    /// <summary>Sends it a signal, by the name that kill(1) knows.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();

    /// <summary>Waits until standard error has a text.</summary>
    /// <exception cref="TimeoutException">It ends, or two minutes pass, without that.</exception>
    public async Task WaitForErrorsAsync(string text)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!Errors.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(start) > s_limit)
            {
                throw new TimeoutException($"{_command} did not say \"{text}\":\n{Errors}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It takes more than two minutes; it is ended then.</exception>
    public async Task<CommandResult> WaitAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await _readers.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Dispose();
            throw new TimeoutException($"{_command} takes too long:\n{Errors}");
        }

        return new CommandResult(_command, _process.ExitCode, _output.ToArray(), Errors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }
        catch (InvalidOperationException)
        {
            // It was disposed of before.
        }

        _process.Dispose();
    }

    private Task ReadOutputAsync() => _process.StandardOutput.BaseStream.CopyToAsync(_output);

    private async Task ReadErrorsAsync()
    {
        var buffer = new char[4096];
        for (int count; (count = await _process.StandardError.ReadAsync(buffer)) > 0;)
        {
            lock (_errors)
            {
                _errors.Append(buffer, 0, count);
            }
        }
    }

    private async Task WriteAsync(byte[]? input)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(input ?? []);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }
    }
}
