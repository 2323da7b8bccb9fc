using Drydock.Linux.Interop;
using Drydock.Linux.Processes;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Processes;

/// <summary>Starts this test program itself in namespaces of its own; needs root and unshare(1).</summary>
public sealed class NamespaceEntryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(130)]
    public async Task Enter_ExitCode_PassesThrough(int code)
    {
        using var child = Start("exit", $"{code}");
        Assert.Equal(code, (await child.WaitAsync()).Code);
    }

    [Fact]
    public async Task Enter_Inside_IsProcessOneWithTheSameArguments()
    {
        using var child = Start("report", "a b", "--", "-f", "");
        var lines = await new StreamReader(child.StandardOutput!).ReadToEndAsync();
        Assert.Equal("pid=1\narguments=report|a b|--|-f|\nmarker=none\ninside=True\nprocesses=1\nchild-marker=False\n", lines);
        Assert.Equal(0, (await child.WaitAsync()).Code);
    }

    [Fact]
    public async Task Enter_ArgumentsThatAreNotUtf8_StayAsTheyAre()
    {
        var odd = ByteText.Decode([(byte)'x', 0xFF]);
        using var child = Start("arguments", odd);
        Assert.Equal($"arguments|{odd}", (await Read(child)).TrimEnd('\n'));
    }

    [Fact]
    public void HasEntered_InAProcessThatDidNot_IsFalse() => Assert.False(NamespaceEntry.HasEntered);

    [Theory]
    [InlineData(Libc.SIGINT)]
    [InlineData(Libc.SIGTERM)]
    public async Task Enter_SignalToTheOuterProcess_ReachesTheInner(int signal)
    {
        using var child = Start("mount-and-wait", _folder.Path);
        var output = new StreamReader(child.StandardOutput!);
        Assert.Equal("ready", await output.ReadLineAsync());
        Assert.Equal(0, Libc.Kill(child.Id, signal));
        Assert.Equal($"signal={signal}", await output.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(40 + signal, (await child.WaitAsync()).Code);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Enter_SignalToTheWholeGroup_IsOneSignal()
    {
        // As a terminal does on Ctrl-C: both processes get it, and the work must end in order, not as if asked twice.
        using var child = Start("mount-and-wait", _folder.Path);
        var output = new StreamReader(child.StandardOutput!);
        Assert.Equal("ready", await output.ReadLineAsync());
        Assert.Equal(0, Libc.Kill(-child.Id, Libc.SIGINT));
        Assert.Equal("signal=2", await output.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(42, (await child.WaitAsync()).Code);
    }

    [Fact]
    public async Task Enter_OuterProcessKilled_LeavesNoMountAndNoProcess()
    {
        using var child = Start("mount-and-wait", _folder.Path);
        Assert.Equal("ready", await new StreamReader(child.StandardOutput!).ReadLineAsync());
        Assert.Contains("sleep 4711", CommandLines());
        Assert.Equal(0, Libc.Kill(child.Id, Libc.SIGKILL));
        Assert.Equal(9, (await child.WaitAsync()).Signal);
        for (var i = 0; i < 200 && CommandLines().Any(IsOurs); i++)
        {
            await Task.Delay(10);
        }

        Assert.DoesNotContain(CommandLines(), IsOurs);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Enter_Orphans_AreReaped()
    {
        using var child = Start("orphans");
        Assert.Equal(0, (await child.WaitAsync()).Code);
    }

    [Fact]
    public async Task Enter_AChildThatIsWaitedForLate_KeepsItsExitCode()
    {
        using var child = Start("late");
        Assert.Equal(7, (await child.WaitAsync()).Code);
    }

    private void AssertNothingLeft()
    {
        Assert.False(File.Exists(_folder.Sub("inside")));
        Assert.DoesNotContain(_folder.Path, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    private bool IsOurs(string commandLine) => commandLine == "sleep 4711" || commandLine.Contains(_folder.Path, StringComparison.Ordinal);

    private static async Task<string> Read(ChildProcess child)
    {
        var bytes = new MemoryStream();
        await child.StandardOutput!.CopyToAsync(bytes);
        return ByteText.Decode(bytes.ToArray());
    }

    private static List<string> CommandLines()
    {
        var lines = new List<string>();
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6])))
        {
            try
            {
                lines.Add(File.ReadAllText(folder + "/cmdline").Replace('\0', ' ').Trim());
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return lines;
    }

    private static ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(new ChildStart(Program.Path, arguments) { StandardOutput = Stdio.Pipe, StandardError = Stdio.Inherit });
}
