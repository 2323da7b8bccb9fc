using System.Globalization;
using System.Text;

namespace Drydock.Testing.Sources;

/// <summary>
/// Git repositories behind HTTP: git's own <c>http-backend</c>, started for each request as a web server would. The
/// same repositories can be served by <c>git daemon</c>.
/// </summary>
public sealed class GitServer : IDisposable
{
    private readonly TempDirectory _root = TempDirectory.OnDisk();
    private readonly RawHttpServer _http;
    private ProcessFixture? _daemon;

    /// <summary>Starts the web server.</summary>
    public GitServer() => _http = new RawHttpServer(AnswerAsync);

    /// <summary>The URL of all repositories, without a slash at the end.</summary>
    public string Url => _http.Url;

    /// <summary>Host and port of the web server.</summary>
    public string Host => _http.Host;

    /// <summary>The folder of all repositories, as <c>ssh</c> finds them.</summary>
    public string Folder => _root["served"];

    /// <summary>The <c>Authorization</c> without which it gives nothing; null for none.</summary>
    public string? Authorization { get; set; }

    /// <summary>All requests so far.</summary>
    public IEnumerable<RawRequest> Requests => _http.Requests;

    /// <summary>Makes a repository.</summary>
    /// <param name="name">Its name, which is to end in <c>.git</c>.</param>
    public async Task<GitRepository> CreateAsync(string name)
    {
        var work = new GitRepository(_root[$"work/{name}"], _root[$"served/{name}"]);
        await work.InitializeAsync();
        return work;
    }

    /// <summary>Starts <c>git daemon</c>.</summary>
    /// <returns>The URL of all repositories.</returns>
    public async Task<string> StartDaemonAsync()
    {
        var port = Ports.Free();

        // Not by way of git itself, which would stay between us and the daemon.
        var programs = (await ProcessFixture.RunAsync("git", "--exec-path")).Trim();
        _daemon = ProcessFixture.Start(
            $"{programs}/git-daemon", [ "--reuseaddr", "--export-all", "--listen=127.0.0.1", $"--port={port}", $"--base-path={_root["served"]}", "--verbose"]);
        for (var i = 0; !_daemon.Output.Contains("Ready to rumble", StringComparison.Ordinal); i++)
        {
            if (_daemon.HasExited || i > 200)
            {
                throw new InvalidOperationException($"git daemon does not start: {_daemon.Output}");
            }

            await Task.Delay(50);
        }

        return $"git://127.0.0.1:{port}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _daemon?.Dispose();
        _root.Dispose();
    }

    // RFC 3875, as far as git asks for it.
    private async Task<RawResponse?> AnswerAsync(RawRequest request)
    {
        if (Authorization is { } wanted && request["Authorization"] != wanted)
        {
            return RawResponse.Text(401, "text/plain", "who are you?\n") with { Headers = [("WWW-Authenticate", "Basic realm=\"git\"")] };
        }

        var body = await request.ReadBodyAsync();
        var environment = new Dictionary<string, string?>
        {
            ["GIT_PROJECT_ROOT"] = _root["served"],
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["REQUEST_METHOD"] = request.Method,
            ["PATH_INFO"] = request.Path,
            ["QUERY_STRING"] = request.Target.Split('?', 2) is [_, var query] ? query : "",
            ["CONTENT_TYPE"] = request["Content-Type"] ?? "",
            ["CONTENT_LENGTH"] = body.Length.ToString(CultureInfo.InvariantCulture),
            ["HTTP_CONTENT_ENCODING"] = request["Content-Encoding"] ?? "",
            ["HTTP_GIT_PROTOCOL"] = request["Git-Protocol"] ?? "",
            ["REMOTE_ADDR"] = "127.0.0.1",
        };
        using var backend = RunningCommand.Start("git", ["http-backend"], environment, body);
        var output = (await backend.WaitAsync()).OutputBytes;
        var end = output.AsSpan().IndexOf("\r\n\r\n"u8);
        var headers = Encoding.Latin1.GetString(output, 0, end).Split("\r\n").Select(line => line.Split(": ", 2)).Select(pair => (pair[0], pair[1])).ToList();
        var status = headers.Find(h => h.Item1 == "Status").Item2?[..3] ?? "200";
        return new RawResponse(int.Parse(status, CultureInfo.InvariantCulture)) { Headers = [.. headers.Where(h => h.Item1 != "Status")], Body = output[(end + 4)..] };
    }
}
