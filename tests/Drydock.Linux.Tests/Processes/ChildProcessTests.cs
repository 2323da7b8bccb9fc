using System.Diagnostics;
using Drydock.Linux.Processes;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Processes;

public sealed class ChildProcessTests
{
    [Theory]
    [InlineData("exit 0", 0, null)]
    [InlineData("exit 3", 3, null)]
    [InlineData("exit 255", 255, null)]
    [InlineData("kill -TERM $$", null, 15)]
    [InlineData("kill -KILL $$", null, 9)]
    public async Task Wait_End_IsCodeOrSignal(string script, int? code, int? signal)
    {
        using var child = Shell(script);
        var exit = await child.WaitAsync();
        Assert.Equal((code, signal), (exit.Code, exit.Signal));
        Assert.Equal(code ?? 128 + signal, exit.ShellCode);
        Assert.Equal(code == 0, exit.IsSuccess);
    }

    [Fact]
    public async Task Wait_BesideProcessesOfDotnet_BothLearnHowTheirsEnded()
    {
        using var ours = Shell("sleep 0.2; exit 3");
        using var other = System.Diagnostics.Process.Start("sh", ["-c", "sleep 0.1; exit 4"]);

        Assert.True(other.WaitForExit(10_000));
        Assert.Equal(4, other.ExitCode);
        Assert.Equal(3, (await ours.WaitAsync()).Code);
    }

    [Fact]
    public void Start_ArgumentsAndEnvironment_AreBytesAndExact()
    {
        var odd = ByteText.Decode([(byte)'x', 0xFF, (byte)' ', (byte)'"', (byte)'\n', 0xE9]);
        using var child = ChildProcess.Start(new ChildStart("/bin/sh", ["-c", "printf '%s|' \"$@\"; env -0", "sh", odd, "", "a b", "*"])
        {
            Environment = ["ODD=" + odd, "PATH=/usr/bin:/bin"],
            StandardOutput = Stdio.Pipe,
        });
        var output = new MemoryStream();
        child.StandardOutput!.CopyTo(output);
        var text = ByteText.Decode(output.ToArray());
        Assert.StartsWith($"{odd}||a b|*|", text, StringComparison.Ordinal);
        var environment = text[$"{odd}||a b|*|".Length..].Split('\0', StringSplitOptions.RemoveEmptyEntries).Order();
        Assert.Equal(["ODD=" + odd, "PATH=/usr/bin:/bin", "PWD=" + Environment.CurrentDirectory], environment);
    }

    [Fact]
    public void Start_InheritedDescriptors_AreTheThreeAlone()
    {
        using var ours = File.OpenHandle("/etc/passwd");
        Assert.Equal("0 1 2 3", Output("ls -1 /proc/self/fd | tr '\\n' ' '").Trim());
    }

    [Fact]
    public void Start_Signals_AreDefaultAndUnblocked()
    {
        // The C library has the two signals that it keeps for itself (32 and 33) ignored in every child.
        var status = Output("grep -E 'SigBlk|SigIgn' /proc/self/status | tr -d '\\t\\n'");
        Assert.Equal("SigBlk:0000000000000000SigIgn:0000000180000000", status);
    }

    [Fact]
    public void Start_StandardInput_IsEmptyUnlessGiven() => Assert.Equal("0", Output("wc -c").Trim());

    [Fact]
    public async Task Start_Pipes_CarryBothWays()
    {
        using var child = ChildProcess.Start(new ChildStart("sh", ["-c", "tr a-z A-Z; echo done >&2"])
        {
            StandardInput = Stdio.Pipe,
            StandardOutput = Stdio.Pipe,
            StandardError = Stdio.Pipe,
        });
        await child.StandardInput!.WriteAsync("hello"u8.ToArray());
        child.StandardInput.Close();
        Assert.Equal("HELLO", await new StreamReader(child.StandardOutput!).ReadToEndAsync());
        Assert.Equal("done\n", await new StreamReader(child.StandardError!).ReadToEndAsync());
    }

    [Fact]
    public void Start_ToAFile_WritesThere()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.OpenHandle(folder.File("out"), FileMode.Open, FileAccess.Write))
        {
            using var child = ChildProcess.Start(new ChildStart("sh", ["-c", "echo out; echo err >&2"]) { StandardOutput = Stdio.To(file), StandardError = Stdio.To(file) });
            child.Wait();
        }

        Assert.Equal("out\nerr\n", File.ReadAllText(folder.Sub("out")));
    }

    [Fact]
    public void Start_WorkingDirectory_IsThatOfTheChild()
    {
        using var child = ChildProcess.Start(new ChildStart("pwd", []) { WorkingDirectory = "/usr", StandardOutput = Stdio.Pipe });
        Assert.Equal("/usr\n", new StreamReader(child.StandardOutput!).ReadToEnd());
        Assert.Contains("cannot start", Assert.Throws<LinuxException>(() => ChildProcess.Start(new ChildStart("pwd", []) { WorkingDirectory = "/none" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_NoSuchProgram_SaysSo()
    {
        Assert.True(Assert.Throws<LinuxException>(() => ChildProcess.Start(new ChildStart("no-such-program", []))).IsNotFound);
        Assert.True(Assert.Throws<LinuxException>(() => ChildProcess.Start(new ChildStart("/etc/passwd", []))).IsNotFound);
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildStart("true", ["a\0b"])));
    }

    [Fact]
    public async Task WaitAsync_Cancelled_KillsTheGroupAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        using var child = ChildProcess.Start(new ChildStart("sh", ["-c", "sleep 1234 & echo $!; wait"]) { StandardOutput = Stdio.Pipe });
        var grandchild = await new StreamReader(child.StandardOutput!).ReadLineAsync();
        var watch = Stopwatch.StartNew();
        var waiting = child.WaitAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
        for (var i = 0; i < 100 && IsRunning(grandchild!); i++)
        {
            await Task.Delay(10);
        }

        Assert.False(IsRunning(grandchild!));
    }

    [Fact]
    public async Task Dispose_RunningChild_KillsIt()
    {
        var child = ChildProcess.Start(new ChildStart("sleep", ["1234"]));
        child.Dispose();
        Assert.Equal(9, (await child.WaitAsync()).Signal);
    }

    [Fact]
    public void Start_ManyAtOnce_NoneIsLostOrMixedUp() =>
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.Equal($"{i}", Output($"printf {i}")));

    [Fact]
    public void Find_LooksOnPathAndTakesPathsAsTheyAre()
    {
        Assert.EndsWith("/sh", ProgramPath.Find("sh"), StringComparison.Ordinal);
        Assert.Equal("/bin/sh", ProgramPath.Find("/bin/sh"));
        Assert.Null(ProgramPath.Find("/etc/passwd"));
        Assert.Null(ProgramPath.Find("no-such-program"));
    }

    private static bool IsRunning(string id) =>
        Directory.Exists("/proc/" + id) && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static ChildProcess Shell(string script) => ChildProcess.Start(new ChildStart("/bin/sh", ["-c", script]));

    private static string Output(string script)
    {
        using var child = ChildProcess.Start(new ChildStart("/bin/sh", ["-c", script]) { StandardOutput = Stdio.Pipe });
        return new StreamReader(child.StandardOutput!).ReadToEnd();
    }
}
