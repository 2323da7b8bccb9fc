using System.Text;
using System.Text.Json;

namespace Drydock.Linux.Runtime;

/// <summary>Reads the log that a runtime writes, to tell its own failures from those of what it runs.</summary>
internal static class RuntimeLog
{
    /// <summary>The failure in a log; null when it holds no error, or only one of tidying up behind a container that has run.</summary>
    internal static RuntimeException? FailureIn(string path, OciRuntime runtime)
    {
        var message = File.Exists(path) ? File.ReadLines(path).Select(ErrorOf).LastOrDefault(error => error is not null && !IsOfTidyingUp(error)) : null;
        if (message is null)
        {
            return null;
        }

        var failure = Classify(message);
        return new RuntimeException(failure, $"{Path.GetFileName(runtime.Path)} could not start the container: {message}");
    }

    // A control group may be busy for a moment after its last process has ended: "rmdir /sys/fs/cgroup/x: device or
    // resource busy", "unable to remove container's cgroup: ...". The container's own exit code stands all the same.
    private static bool IsOfTidyingUp(string message) =>
        message.Contains("cgroup", StringComparison.Ordinal)
        && (message.Contains("rmdir", StringComparison.Ordinal) || message.Contains("remove", StringComparison.Ordinal))
        && !message.Contains(" failed:", StringComparison.Ordinal);

    // {"level":"error","msg":"...","time":"..."}
    private static string? ErrorOf(string line)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line));
            using var document = JsonDocument.ParseValue(ref reader);
            var entry = document.RootElement;
            return entry.TryGetProperty("level", out var level) && level.GetString() is "error" or "fatal" && entry.TryGetProperty("msg", out var text)
                ? text.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // crun: "executable file `x` not found in $PATH: No such file or directory"; "open executable: Permission denied",
    // and "Operation not permitted" for a directory.
    // runc: "... exec: \"x\": executable file not found in $PATH"; "... exec: \"/x\": permission denied".
    private static RuntimeFailure Classify(string message)
    {
        bool Has(string text) => message.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Has("executable file") && Has("not found") || Has("exec") && Has("no such file or directory"))
        {
            return RuntimeFailure.CommandNotFound;
        }

        return Has("exec") && (Has("permission denied") || Has("exec format error") || Has("open executable: operation not permitted")) ? RuntimeFailure.CommandNotExecutable : RuntimeFailure.Other;
    }
}
