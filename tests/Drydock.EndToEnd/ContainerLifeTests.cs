using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

public sealed class ContainerLifeTests(ContainerHarbor harbor) : IClassFixture<ContainerHarbor>
{
    [Fact]
    public async Task Detached_Container_LivesStopsAndStartsAgain()
    {
        var id = (await harbor.OutputAsync("run", "-d", "--name", "life", "box", "sh", "-c", "echo began; touch /mark; trap 'exit 4' TERM; while :; do sleep 0.05; done")).Trim();
        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Contains("Up ", await harbor.OutputAsync("ps", "--format", "{{.Names}} {{.Status}}"), StringComparison.Ordinal);
        await harbor.WaitForAsync("began", "logs", "life");
        Assert.Equal(1, (await harbor.RunAsync("rm", "life")).ExitCode);
        Assert.Equal("life\n", await harbor.OutputAsync("stop", "life"));
        Assert.Equal($"{id[..12]} Exited (4)", (await harbor.OutputAsync("ps", "-a", "--filter", "name=life", "--format", "{{.ID}} {{.Status}}"))[..23]);
        await harbor.OutputAsync("start", "life");
        Assert.Contains("mark", await harbor.OutputAsync("exec", "life", "ls", "/"), StringComparison.Ordinal);
        await harbor.OutputAsync("kill", "life");
        Assert.Equal("137\n", await harbor.OutputAsync("wait", "life"));
        Assert.Equal("life\n", await harbor.OutputAsync("rm", "life"));
        Assert.Equal("", await harbor.OutputAsync("ps", "-aq", "--filter", "name=life"));
    }

    [Fact]
    public async Task Kill_RuntimeEndsAfterTheContainer_Succeeds()
    {
        using var folder = new TempDirectory();
        var slow = Path.Join(folder.Path, "slow-crun");
        await File.WriteAllTextAsync(slow, "#!/bin/sh\ncrun \"$@\"; status=$?\ncase \" $* \" in *' kill '*) sleep 2;; esac\nexit $status\n");
        File.SetUnixFileMode(slow, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await harbor.OutputAsync("--runtime", slow, "run", "-d", "--name", "slow", "box", "sleep", "1000");
        Assert.Equal("slow\n", await harbor.OutputAsync("kill", "slow"));
        Assert.Equal("137\n", await harbor.OutputAsync("wait", "slow"));
    }

    [Fact]
    public async Task Detached_CommandNotFound_FailsAtOnce()
    {
        var result = await harbor.RunAsync("run", "-d", "--name", "lost", "box", "no-such-program");
        Assert.Equal(127, result.ExitCode);
        Assert.Contains("no-such-program", result.Errors, StringComparison.Ordinal);
        Assert.Equal("Created\n", await harbor.OutputAsync("ps", "-a", "--filter", "name=lost", "--format", "{{.Status}}"));
    }

    [Fact]
    public async Task Detached_WithRm_IsGoneAfterItsEnd()
    {
        await harbor.OutputAsync("run", "-d", "--rm", "--name", "gone", "-v", "/anonymous", "box", "true");
        for (var i = 0; i < 200 && (await harbor.OutputAsync("ps", "-aq", "--filter", "name=gone")).Length > 0; i++)
        {
            await Task.Delay(20);
        }

        Assert.Equal("", await harbor.OutputAsync("ps", "-aq", "--filter", "name=gone"));
        Assert.DoesNotContain(Directory.EnumerateDirectories(Path.Join(harbor.Root, "volumes")), d => Path.GetFileName(d).Length == 64);
    }

    [Fact]
    public async Task Monitor_Killed_TakesTheContainerWithIt()
    {
        await harbor.OutputAsync("run", "-d", "--name", "orphan", "box", "sleep", "1000");
        var record = JsonNode.Parse(await File.ReadAllTextAsync(Path.Join(harbor.Root, "containers", (await harbor.OutputAsync("ps", "-q", "--no-trunc", "--filter", "name=orphan")).Trim(), "container.json")))!;
        var process = int.Parse(await harbor.OutputAsync("inspect", "-f", "{{.State.Pid}}", "orphan"), null);
        Assert.StartsWith("sleep\01000", await File.ReadAllTextAsync($"/proc/{process}/cmdline"), StringComparison.Ordinal);
        System.Diagnostics.Process.GetProcessById((int)record["state"]!["monitor"]!).Kill();
        await harbor.WaitForAsync("Exited (137)", "ps", "-a", "--filter", "name=orphan");
        // The kernel closes a process's files, and with them the lock, before it ends the namespace that process was the first of.
        for (var waited = 0; File.Exists($"/proc/{process}/cmdline"); waited++)
        {
            Assert.True(waited < 500, $"process {process} of the container outlived its monitor");
            await Task.Delay(10);
        }

        await harbor.OutputAsync("start", "orphan");
        await harbor.OutputAsync("rm", "-f", "orphan");
    }

    [Fact]
    public async Task Exec_RunsBesideTheCommand()
    {
        await harbor.OutputAsync("run", "-d", "--name", "host", "-e", "A=container", "box", "sleep", "1000");
        var result = await harbor.RunAsync("exec", "-e", "B=exec", "-u", "1000:50", "-w", "/data", "host", "sh", "-c", "echo $A $B $(id -u):$(id -g) $PWD; exit 6");
        Assert.Equal((6, "container exec 1000:50 /data\n"), (result.ExitCode, result.Output));
        Assert.Equal("Seccomp:\t2\n", await harbor.OutputAsync("exec", "host", "grep", "Seccomp:", "/proc/self/status"));
        Assert.Equal(127, (await harbor.RunAsync("exec", "host", "no-such-program")).ExitCode);
        Assert.Equal(1, (await harbor.RunAsync("exec", "no-such-container", "true")).ExitCode);
        Assert.Equal("piped", (await harbor.Drydock.RunWithInputAsync("piped"u8.ToArray(), "exec", "-i", "host", "cat")).Output);
        await harbor.OutputAsync("exec", "-d", "host", "touch", "/left");
        await harbor.WaitForAsync("left", "exec", "host", "ls", "/");
        await harbor.OutputAsync("rm", "-f", "host");
    }

    [Fact]
    public async Task Logs_Followed_EndWithTheContainer()
    {
        await harbor.OutputAsync("run", "-d", "--name", "talker", "box", "sh", "-c", "for i in 1 2 3; do echo out $i; echo err $i >&2; sleep 0.1; done; printf end");
        var result = (await harbor.RunAsync("logs", "-f", "talker")).Succeeded();
        Assert.Equal(("out 1\nout 2\nout 3\nend", "err 1\nerr 2\nerr 3\n"), (result.Output, result.Errors));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z out 1\n", await harbor.OutputAsync("logs", "-t", "talker"));
    }

    [Fact]
    public async Task Create_ThenStartAttached_RunsOnce()
    {
        await harbor.OutputAsync("create", "--name", "later", "--label", "a=b", "box", "sh", "-c", "echo ran; exit 8");
        Assert.Equal("later created\n", await harbor.OutputAsync("ps", "-a", "--filter", "label=a=b", "--format", "{{.Names}} {{.State}}"));
        Assert.Equal((1, 125), ((await harbor.RunAsync("create", "--name", "later", "box")).ExitCode, (await harbor.RunAsync("run", "--name", "later", "box")).ExitCode));
        var result = await harbor.RunAsync("start", "-a", "later");
        Assert.Equal((8, "ran\n"), (result.ExitCode, result.Output));
        Assert.Equal("8\n", await harbor.OutputAsync("inspect", "-f", "{{.State.ExitCode}}", "later"));
    }

    [Fact]
    public async Task ExportAndImport_MakeOneLayerOfAContainer()
    {
        (await harbor.RunAsync("run", "--name", "c", "--entrypoint", "sh", "box", "-c", "echo x > /made; rm /data/seed")).Succeeded();
        var tar = (await harbor.RunAsync("export", "c")).Succeeded().OutputBytes;
        var files = BuildSite.Entries(tar);
        Assert.Equal("x\n", BuildSite.Text(files, "made"));
        Assert.DoesNotContain("data/seed", files.Keys);
        Assert.DoesNotContain(files.Keys, k => k is "etc/resolv.conf" || (k != "proc/" && k.StartsWith("proc/", StringComparison.Ordinal)));
        (await harbor.Drydock.RunWithInputAsync(tar, "import", "-", "final")).Succeeded();
        Assert.Equal("x\n", await harbor.OutputAsync("run", "--rm", "final", "cat", "/made"));
        Assert.Contains("data/seed", BuildSite.Entries((await harbor.RunAsync("export", "box")).Succeeded().OutputBytes).Keys);
        await harbor.OutputAsync("rm", "c");
        await harbor.OutputAsync("rmi", "final");
    }

    [Fact]
    public async Task Commit_KeepsChangesAndConfig()
    {
        (await harbor.RunAsync("run", "--name", "changed", "box", "sh", "-c", "echo x > /made; rm /data/seed")).Succeeded();
        Assert.StartsWith("sha256:", await harbor.OutputAsync("commit", "-m", "why", "-a", "who", "-c", "CMD [\"cat\", \"/made\"]", "changed", "committed"), StringComparison.Ordinal);
        Assert.Equal("x\n", await harbor.OutputAsync("run", "--rm", "committed"));
        Assert.Equal("why who\n", await harbor.OutputAsync("inspect", "-f", "{{.Comment}} {{.Author}}", "committed"));
        Assert.NotEqual(0, (await harbor.RunAsync("run", "--rm", "committed", "cat", "/data/seed")).ExitCode);
    }
}
