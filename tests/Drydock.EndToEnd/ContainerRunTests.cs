using System.Text;

namespace Drydock.EndToEnd;

public sealed class ContainerRunTests(ContainerHarbor harbor) : IClassFixture<ContainerHarbor>
{
    [Fact]
    public async Task Run_Command_PassesStreamsAndExitCode()
    {
        var result = await harbor.RunAsync("run", "--rm", "box", "sh", "-c", "echo out; echo err >&2; exit 42");
        Assert.Equal((42, "out\n", "err\n"), (result.ExitCode, result.Output, result.Errors));
    }

    [Theory]
    [InlineData(127, "no-such-program")]
    [InlineData(126, "/data/not-executable")]
    [InlineData(137, "sh", "-c", "sh -c 'kill -9 $$'; exit $?")]
    public async Task Run_CommandThatFails_HasDockersExitCode(int exitCode, params string[] command)
    {
        var result = await harbor.RunAsync(["run", "--rm", "box", .. command]);
        Assert.True(exitCode == result.ExitCode, result.Everything);
    }

    [Theory]
    [InlineData("run", "--pull", "never", "no-such-image")]
    [InlineData("run", "-u", "nobody-knows", "box", "true")]
    [InlineData("run", "--no-such-flag", "box", "true")]
    [InlineData("run", "--network", "bridge", "box", "true")]
    [InlineData("run", "-p", "53:53/udp", "box", "true")]
    [InlineData("run", "--mount", "type=bind,source=/no/such,target=/x", "box", "true")]
    [InlineData("run", "-w", "relative", "box", "true")]
    public async Task Run_ThatCannotBegin_HasExitCode125AndSaysWhy(params string[] arguments)
    {
        var result = await harbor.RunAsync(arguments);
        Assert.True(result.ExitCode == 125, result.Everything);
        Assert.StartsWith("drydock: ", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithEverySetting_HasIt()
    {
        var script = "pwd; id -u; hostname; echo $FROM_IMAGE $A; grep -c '1.2.3.4.foo' /etc/hosts; ulimit -n; grep CapEff /proc/self/status; df -k /dev/shm | awk 'END { print $2 }'";
        var output = await harbor.OutputAsync(
            "run", "--rm", "-w", "/new/dir", "-u", "1234", "--hostname", "named", "-e", "A=1", "-e", "A=2", "--add-host", "foo:1.2.3.4", "--ulimit", "nofile=100",
            "--cap-drop", "ALL", "--shm-size", "8m", "box", "sh", "-c", script);
        Assert.Equal("/new/dir\n1234\nnamed\nyes 2\n1\n100\nCapEff:\t0000000000000000\n8192\n", output);
    }

    [Fact]
    public async Task Run_WithInput_HandsItOn()
    {
        Assert.Equal("typed", (await harbor.Drydock.RunWithInputAsync(Encoding.UTF8.GetBytes("typed"), "run", "-i", "--rm", "box", "cat")).Output);
        Assert.Equal("", (await harbor.Drydock.RunWithInputAsync(Encoding.UTF8.GetBytes("typed"), "run", "--rm", "box", "cat")).Output);
    }

    [Fact]
    public async Task Run_LongOutput_IsComplete()
    {
        var result = (await harbor.RunAsync("run", "--name", "long", "box", "seq", "1", "200000")).Succeeded();
        Assert.Equal(string.Concat(Enumerable.Range(1, 200000).Select(n => $"{n}\n")), result.Output);
        Assert.Equal(result.Output, await harbor.OutputAsync("logs", "long"));
        Assert.Equal("199999\n200000\n", await harbor.OutputAsync("logs", "--tail", "2", "long"));
    }

    [Fact]
    public async Task Run_WithTerminal_HasOneOfTheSameSizeAndEchoes()
    {
        var result = await harbor.RunInTerminalAsync("hello\n", "run", "-it", "--rm", "box", "sh", "-c", "tty; stty size; read a; echo got:$a; exit 9");
        Assert.True(result.ExitCode == 9, result.Everything);
        Assert.Contains("/dev/pts/0", result.Output, StringComparison.Ordinal);
        Assert.Contains("33 77", result.Output, StringComparison.Ordinal);
        Assert.Contains("got:hello", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithTerminalButNoneGiven_IsRefused()
    {
        var result = await harbor.RunAsync("run", "-it", "--rm", "box", "true");
        Assert.Equal((1, "the input device is not a TTY\n"), (result.ExitCode, result.Errors));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_Signal_ReachesTheCommand(string signal)
    {
        using var command = harbor.Drydock.Start(null, "run", "--rm", "box", "sh", "-c", $"trap 'exit 33' {signal}; echo ready >&2; while :; do sleep 0.05; done");
        await command.WaitForErrorsAsync("ready");
        command.Signal(signal);
        Assert.Equal(33, (await command.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task Run_VolumesAndMounts_AreThere()
    {
        using var folder = TempDirectory.OnDisk();
        folder.Write("file", "of the host\n");
        Assert.Equal("of the host\n", await harbor.OutputAsync("run", "--rm", "-v", $"{folder.Path}:/host:ro", "box", "cat", "/host/file"));
        Assert.NotEqual(0, (await harbor.RunAsync("run", "--rm", "-v", $"{folder.Path}:/host:ro", "box", "touch", "/host/new")).ExitCode);
        await harbor.OutputAsync("run", "--rm", "--mount", $"type=bind,source={folder.Path},target=/host", "box", "touch", "/host/new");
        Assert.True(File.Exists(folder["new"]));
        await harbor.OutputAsync("run", "--rm", "-v", "kept:/data", "box", "sh", "-c", "echo more > /data/more");
        Assert.Equal("more\nseed\n1000\n", await harbor.OutputAsync("run", "--rm", "-v", "kept:/v", "box", "sh", "-c", "cat /v/more /v/seed; stat -c %u /v"));
        Assert.Contains("size=1024k", await harbor.OutputAsync("run", "--rm", "--tmpfs", "/t:size=1m", "box", "grep", " /t ", "/proc/mounts"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await harbor.RunAsync("run", "--rm", "--read-only", "box", "touch", "/x")).ExitCode);
    }

    [Fact]
    public async Task Run_PublishedPort_LeadsInside()
    {
        var port = Ports.Free();
        await harbor.OutputAsync("run", "-d", "--name", "web", "-p", $"127.0.0.1:{port}:80", "box", "sh", "-c", "mkdir /www; echo served > /www/index.html; exec httpd -f -p 80 -h /www");
        Assert.Contains($"127.0.0.1:{port}->80/tcp", await harbor.OutputAsync("ps"), StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Equal("served\n", await Retry(() => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/index.html"))));
        var second = await harbor.RunAsync("run", "--rm", "-p", $"127.0.0.1:{port}:80", "box", "true");
        Assert.Equal(125, second.ExitCode);
        Assert.Contains("port is already allocated", second.Errors, StringComparison.Ordinal);
        await harbor.OutputAsync("rm", "-f", "web");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/index.html")));
    }

    private static async Task<string> Retry(Func<Task<string>> get)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await get();
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(50);
            }
        }
    }
}
