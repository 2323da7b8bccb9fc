using System.Diagnostics;
using Drydock.Linux.Mounts;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;
using Xunit.Abstractions;

namespace Drydock.Linux.Tests.Runtime;

/// <summary>Needs root, crun, runc and busybox-static.</summary>
public sealed class ContainerRunnerTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Tells our sleeping processes from those of other runs.
    private readonly int _number = Random.Shared.Next(100_000, 999_999);

    public static TheoryData<string> Runtimes => ["crun", "runc"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("crun", "exit 0", 0)]
    [InlineData("crun", "exit 3", 3)]
    [InlineData("crun", "exit 125", 125)]
    [InlineData("crun", "kill -9 $$; sh -c 'kill -9 $$'; exit $?", 137)]
    [InlineData("crun", "sh -c 'kill -TERM $$'; exit $?", 143)]
    [InlineData("runc", "exit 0", 0)]
    [InlineData("runc", "exit 3", 3)]
    [InlineData("runc", "sh -c 'kill -TERM $$'; exit $?", 143)]
    public void Run_ExitStatus_IsThatOfTheCommand(string runtime, string script, int code) =>
        InSandbox(runtime, sandbox => Assert.Equal(code, sandbox.Run(script).Exit.Code));

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Run_CommandMissingOrNotExecutable_IsToldFromItsOwnStatus(string runtime) => InSandbox(runtime, sandbox =>
    {
        var missing = Assert.Throws<RuntimeException>(() => sandbox.Run(sandbox.Spec("") with { Arguments = ["/no/such"] }));
        Assert.Equal((RuntimeFailure.CommandNotFound, 127), (missing.Failure, missing.ExitCode));
        Assert.Contains("/no/such", missing.Message, StringComparison.Ordinal);
        missing = Assert.Throws<RuntimeException>(() => sandbox.Run(sandbox.Spec("") with { Arguments = ["nosuch"] }));
        Assert.Equal(RuntimeFailure.CommandNotFound, missing.Failure);
        var denied = Assert.Throws<RuntimeException>(() => sandbox.Run(sandbox.Spec("") with { Arguments = ["/etc/passwd"] }));
        Assert.Equal((RuntimeFailure.CommandNotExecutable, 126), (denied.Failure, denied.ExitCode));
        AssertNoState();
    });

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Run_BackgroundProcesses_EndWithTheCommand(string runtime) => InSandbox(runtime, sandbox =>
    {
        var watch = Stopwatch.StartNew();
        Assert.True(sandbox.Run($"sleep {_number} </dev/null >/dev/null 2>&1 & setsid sleep {_number} </dev/null >/dev/null 2>&1 & echo started").Exit.IsSuccess);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
        AssertNoProcess();
    });

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Run_Cancelled_LeavesNothing(string runtime) => InSandbox(runtime, sandbox =>
    {
        using var cancel = new CancellationTokenSource();
        var start = sandbox.Start(sandbox.Spec($"trap '' TERM INT; sleep {_number} & sleep {_number}; echo no")) with { StandardOutput = Stdio.Null };
        var watch = new Stopwatch();
        Assert.Throws<OperationCanceledException>(() => sandbox.Runner.Run(start, process =>
        {
            WaitFor($"sleep {_number}");
            watch.Start();
            cancel.Cancel();
        }, cancel.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
        AssertNoProcess();
        AssertNoState();
    });

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Run_CancelledAtAnyInstantOfTheStart_LeavesNothing(string runtime) => InSandbox(runtime, sandbox =>
    {
        for (var i = 0; i < 20; i++)
        {
            using var cancel = new CancellationTokenSource();
            var start = sandbox.Start(sandbox.Spec($"sleep {_number}")) with { StandardOutput = Stdio.Null, StandardError = Stdio.Null };
            var delay = i;
            var canceller = new Thread(() =>
            {
                Thread.Sleep(delay);
                cancel.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => sandbox.Runner.Run(start, _ => canceller.Start(), cancel.Token));
            canceller.Join();
        }

        AssertNoProcess();
        AssertNoState();
    });

    [Fact]
    public void Run_ManyAtOnce_DoNotDisturbEachOther() => InSandbox("crun", sandbox =>
    {
        // Threads of the pool live in the host's mount namespace; one started here lives in ours.
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        var threads = Enumerable.Range(0, 12).Select(number => new Thread(() => Collect(failures, () =>
        {
            var (exit, text) = sandbox.Run($"echo {number}; exit {number}");
            Assert.Equal((number, $"{number}\n"), (exit.Code, text));
        }))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    });

    [Fact]
    public void Run_Cost_IsAFewMilliseconds() => InSandbox("crun", sandbox =>
    {
        sandbox.Run("true");
        var times = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            var start = sandbox.Start(sandbox.Spec(":")) with { StandardOutput = Stdio.Null };
            var watch = Stopwatch.StartNew();
            sandbox.Runner.Run(start);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"crun run: min {times[0]:f1} ms, median {times[15]:f1} ms");
        Assert.True(times[0] < 100);
    });

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Run_BaseWithLinksToTheHost_RedirectsNothing(string runtime) => PrivateMounts.Run(() =>
    {
        // CVE-2025-31133, CVE-2025-52565, CVE-2026-41579, CVE-2018-15664: mount points that are links out of the root.
        var canary = _folder.Directory("canary");
        _folder.File("canary/file", "HOST");
        var files = SandboxFiles.Write(_folder.Directory("files"), "x");
        foreach (var point in new[] { "proc", "dev", "sys", "etc/hosts", "etc/resolv.conf", "etc/hostname" })
        {
            foreach (var target in new[] { canary, "../../../../../../../.." + canary, canary + "/file" })
            {
                using var folder = new TemporaryFolder();
                var sandbox = new BusyboxSandbox(folder, runtime);
                File.CreateSymbolicLink(Path.Combine(sandbox.Base, point), target);
                sandbox.Mounted();
                try
                {
                    sandbox.Run(sandbox.Spec($"touch {canary}/new; touch /proc/new /dev/new /sys/new; echo x >/etc/hosts; echo x >{canary}/file") with { Files = files });
                }
                catch (RuntimeException)
                {
                    // To refuse such an image is as good.
                }

                Mount.Unmount(sandbox.Root);
                Mount.Unmount(folder.Sub("state"));
                Assert.Equal(["file"], Directory.GetFileSystemEntries(canary).Select(Path.GetFileName));
                Assert.Equal("HOST", File.ReadAllText(canary + "/file"));
                Assert.DoesNotContain(canary, File.ReadAllText("/proc/thread-self/mountinfo"), StringComparison.Ordinal);
            }
        }
    });

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Run_WorkingDirectoryInProcSelfFd_IsNoWayOut_CVE_2024_21626(string runtime) => InSandbox(runtime, sandbox =>
    {
        _folder.File("canary", "HOST");
        for (var number = 3; number < 16; number++)
        {
            try
            {
                var spec = sandbox.Spec($"cat ../../../../../../../..{_folder.Sub("canary")} {_folder.Sub("canary")}") with { WorkingDirectory = $"/proc/self/fd/{number}" };
                Assert.DoesNotContain("HOST", sandbox.Run(spec).Output, StringComparison.Ordinal);
            }
            catch (RuntimeException)
            {
                // To refuse is what runtimes do now.
            }
        }
    });

    [Fact]
    public void RequireOwnNamespace_InTheHostsNamespace_Throws()
    {
        // The first thing that Prepare does; called by itself, since a failure of it would remount control groups of this machine.
        PrivateMounts.RunOutside(() =>
        {
            Assert.False(PrivateMounts.IsActive);
            Assert.Throws<RuntimeException>(RuntimeState.RequireOwnNamespace);
        });
        PrivateMounts.Run(RuntimeState.RequireOwnNamespace);
        PrivateMounts.Run(() => PrivateMounts.RunOutside(() => Assert.False(PrivateMounts.IsActive)));
    }

    [Fact]
    public void Find_TellsWhatThereIs()
    {
        Assert.Equal(RuntimeKind.Crun, OciRuntime.Find().Kind);
        Assert.StartsWith("crun version ", OciRuntime.Find().Version, StringComparison.Ordinal);
        Assert.StartsWith("runc version ", OciRuntime.Find("runc").Version, StringComparison.Ordinal);
        var missing = Assert.Throws<RuntimeException>(() => OciRuntime.Find("/no/such"));
        Assert.Equal(RuntimeFailure.NoRuntime, missing.Failure);
        Assert.Contains("/no/such is not an executable file", missing.Message, StringComparison.Ordinal);
    }

    private void InSandbox(string runtime, Action<BusyboxSandbox> body) =>
        PrivateMounts.Run(() => body(new BusyboxSandbox(_folder, runtime).Mounted()));

    private void AssertNoState() =>
        Assert.All(Directory.GetDirectories(_folder.Sub("state")), folder => Assert.Matches(@"\.(bundle|cache)$", folder));

    private static void Collect(System.Collections.Concurrent.ConcurrentBag<Exception> failures, Action body)
    {
        try
        {
            body();
        }
        catch (Exception e)
        {
            failures.Add(e);
        }
    }

    private static void WaitFor(string text)
    {
        for (var i = 0; i < 500 && !IsRunning(text); i++)
        {
            Thread.Sleep(10);
        }

        Assert.True(IsRunning(text));
    }

    private void AssertNoProcess()
    {
        for (var i = 0; i < 100 && IsRunning($"sleep {_number}"); i++)
        {
            Thread.Sleep(10);
        }

        Assert.False(IsRunning($"sleep {_number}"));
    }

    private static bool IsRunning(string commandLine)
    {
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6])))
        {
            try
            {
                if (File.ReadAllText(folder + "/cmdline").Replace('\0', ' ').Trim().EndsWith(commandLine, StringComparison.Ordinal))
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return false;
    }
}
