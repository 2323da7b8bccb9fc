using Drydock.Linux.Mounts;
using Drydock.Linux.Processes;

namespace Drydock.Linux.Tests.Support;

/// <summary>The program that the tests of <see cref="NamespaceEntry"/> start in namespaces of its own.</summary>
internal static class Program
{
    /// <summary>The file that starts it, beside the test assembly.</summary>
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "Drydock.Linux.Tests");

    private static int Main(string[] arguments)
    {
        using var entry = NamespaceEntry.Enter(arguments);
        return arguments[0] switch
        {
            "exit" => int.Parse(arguments[1], null),
            "report" => Report(arguments),
            "mount-and-wait" => MountAndWait(entry, arguments[1]),
            "arguments" => Arguments(arguments.Length),
            "orphans" => Orphans(),
            "late" => LateWaiter(),
            _ => 99,
        };
    }

    private static int Report(string[] arguments)
    {
        Console.WriteLine($"pid={Environment.ProcessId}");
        Console.WriteLine($"arguments={string.Join('|', arguments)}");
        Console.WriteLine($"marker={Environment.GetEnvironmentVariable(NamespaceEntry.Marker) ?? "none"}");
        Console.WriteLine($"inside={NamespaceEntry.HasEntered}");
        Console.WriteLine($"processes={Directory.GetDirectories("/proc").Count(folder => int.TryParse(System.IO.Path.GetFileName(folder), out _))}");
        using var child = ChildProcess.Start(new ChildStart("env", []) { StandardOutput = Stdio.Pipe });
        using var reader = new StreamReader(child.StandardOutput!);
        Console.WriteLine($"child-marker={reader.ReadToEnd().Contains(NamespaceEntry.Marker + "=", StringComparison.Ordinal)}");
        return 0;
    }

    private static int Arguments(int count)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(ByteText.Encode(string.Join('|', HostEnvironment.LastArguments(count)) + "\n"));
        return 0;
    }

    // The thread that waits for the child gets its turn only after the reaper of orphans has passed several times.
    private static int LateWaiter()
    {
        using var first = ChildProcess.Start(new ChildStart("true", []));
        first.Wait();
        using var release = new ManualResetEventSlim();
        ThreadPool.GetMinThreads(out var threads, out _);
        for (var i = 0; i < threads + 8; i++)
        {
            ThreadPool.QueueUserWorkItem(_ => release.Wait());
        }

        using var child = ChildProcess.Start(new ChildStart("sh", ["-c", "exit 7"]));
        Thread.Sleep(3000);
        release.Set();
        return child.Wait().Code ?? 98;
    }

    private static int MountAndWait(NamespaceEntry entry, string folder)
    {
        Mount.Tmpfs(folder);
        File.WriteAllText(System.IO.Path.Combine(folder, "inside"), "x");
        using var child = ChildProcess.Start(new ChildStart("sleep", ["4711"]));
        Console.WriteLine("ready");
        entry.Stopping.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
        Console.WriteLine($"signal={entry.StopSignal}");
        return 40 + (entry.StopSignal ?? 0);
    }

    // A shell leaves a child behind that ends later: it must not stay a zombie for good.
    private static int Orphans()
    {
        using var shell = ChildProcess.Start(new ChildStart("sh", ["-c", "sleep 0.1 & exit 0"]));
        shell.Wait();
        for (var i = 0; i < 100; i++)
        {
            Thread.Sleep(100);
            if (!Directory.GetDirectories("/proc").Any(folder => int.TryParse(System.IO.Path.GetFileName(folder), out var id) && id != 1))
            {
                return 0;
            }
        }

        return 1;
    }
}
