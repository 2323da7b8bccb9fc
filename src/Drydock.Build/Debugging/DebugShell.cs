using Drydock.Build.Contexts;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps;
using Drydock.Build.Steps.Running;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Ignore;
using Drydock.Dockerfile.Instructions;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Storage;
using Drydock.Storage.Builds;

namespace Drydock.Build.Debugging;

/// <summary>
/// Executes a shell, or another command, where the last RUN failed: the same files, user, variables and
/// mounts. What it changes stays with the failed step, and never becomes a layer.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="sandbox">The runtime, and secrets and agents given anew.</param>
/// <param name="notes">Where notes for the user go.</param>
public sealed class DebugShell(Store store, SandboxOptions sandbox, TextWriter notes)
{
    private const string InjectedPath = "/.drydock/busybox";
    private static readonly string[] s_shells = ["/bin/bash", "/bin/sh"];

    /// <summary>Executes it.</summary>
    /// <param name="command">Program and arguments; empty for a shell.</param>
    /// <param name="terminal">Whether it gets the terminal; else input and output are handed on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="BuildException">There is no failed step, or it cannot be entered.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> command, bool terminal, CancellationToken cancellationToken)
    {
        if (store.FailedSteps.Find() is not { Step: { } failed, Directory: { } directory })
        {
            throw new BuildException("there is no failed step to look into: the last RUN that failed is kept until the next build of its context and Dockerfile");
        }

        using var hold = store.FailedSteps.TryHold() ?? throw new BuildException("somebody looks into the failed step already; wait for the end of that shell");
        using var root = BuildContext.Open("", "/", IgnoreMatcher.None);
        using var session = new BuildSession(store, Options(failed, root), new ProgressReporter(new Silent(), store.Time), cancellationToken);
        var (step, inputs) = FailedRun.Restore(failed);
        Tell(failed, step, terminal);
        try
        {
            return await RunAsync(session, step, new Snapshot(failed.Layers, ""), inputs, directory, command, terminal, cancellationToken);
        }
        catch (StepException e)
        {
            throw new BuildException(e.Message, cause: e);
        }
        finally
        {
            foreach (var context in step.Mounts.Select(m => m.Context))
            {
                context?.Dispose();
            }
        }
    }

    private static async Task<int> RunAsync(
        BuildSession session,
        RunStep step,
        Snapshot parent,
        IReadOnlyDictionary<BuildStep, StepResult> inputs,
        string directory,
        IReadOnlyList<string> command,
        bool terminal,
        CancellationToken cancellationToken)
    {
        using var mounts = await RunMounts.OpenAsync(session, step, inputs, cancellationToken);
        var upperPath = $"{directory}/fs";
        using var upper = RootedDirectory.Open(upperPath);
        var exit = await new StepSandbox(session).RunAsync(
            step, parent, upperPath, upper, mounts, (spec, root) => (Adjust(spec, root, step, command, terminal), Inherit), started: null, cancellationToken);
        return exit.ShellCode;
    }

    private static SandboxSpec Adjust(SandboxSpec spec, RootedDirectory root, RunStep step, IReadOnlyList<string> command, bool terminal)
    {
        spec = spec with { Terminal = terminal };
        if (terminal && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } kind)
        {
            spec = spec with { Environment = [.. spec.Environment, $"TERM={kind}"] };
        }

        if (command.Count > 0)
        {
            return spec with { Arguments = command };
        }

        if (ShellOf(root, step) is { } shell)
        {
            return spec with { Arguments = [shell] };
        }

        var injected = StaticProgram.Find("busybox", "bash-static")
            ?? throw new StepException("the image has no shell, and this machine no static one to lend: install busybox-static, or name a program of the image: drydock debug PROGRAM");
        return spec with
        {
            Arguments = injected.EndsWith("/busybox", StringComparison.Ordinal) ? [InjectedPath, "sh"] : [InjectedPath],
            Mounts = [.. spec.Mounts, new SandboxMount(InjectedPath, injected, ReadOnly: true)],
        };
    }

    // SHELL as far as the command was in shell form; else a usual one.
    private static string? ShellOf(RootedDirectory root, RunStep step) =>
        (step.Arguments is [var shell, "-c", ..] ? [shell, .. s_shells] : s_shells)
            .FirstOrDefault(path => path.StartsWith('/') && root.TryStat(UnixPath.FromText(path), out var status, followSymlink: true) && status.IsRegular);

    private static ContainerStart Inherit(ContainerStart start) => start with { StandardInput = Stdio.Inherit };

    private BuildOptions Options(FailedStep failed, BuildContext root) => new()
    {
        // Nothing is planned: the step is complete.
        Dockerfile = DockerfileDocument.Parse("FROM scratch\n"),
        Context = root,
        BuildArgs = failed.SandboxArguments,
        Sandbox = sandbox with { ExtraHosts = [.. failed.ExtraHosts.Select(h => (h.Key, h.Value))] },
    };

    private void Tell(FailedStep failed, RunStep step, bool terminal)
    {
        if (terminal)
        {
            notes.WriteLine($"{failed.Name} ended with exit code {failed.ExitCode}; this is what it left, with its user, variables and mounts");
        }

        foreach (var target in failed.Mounts.Select(m => m.Target).Except(step.Mounts.Select(m => m.Target)))
        {
            notes.WriteLine($"note: {target} is not mounted: its context is gone");
        }

        foreach (var mount in step.Mounts.Where(m => m.Options.Type == RunMountType.Secret))
        {
            var id = mount.Options.Id ?? mount.Options.Source ?? mount.Target.Split('/')[^1];
            if (!sandbox.Secrets.ContainsKey(id))
            {
                notes.WriteLine($"note: secret {id} is not there; give it with --secret id={id},src=FILE");
            }
        }
    }

    private sealed class Silent : IBuildProgress
    {
        public void Report(BuildEvent buildEvent)
        {
        }
    }
}
