using System.Globalization;
using Drydock.Build.Caching;
using Drydock.Build.Debugging;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps.Running;
using Drydock.Layers.Diff;
using Drydock.Linux.Emulation;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Oci;
using Drydock.Storage;
using Drydock.Storage.Mounting;

namespace Drydock.Build.Steps;

/// <summary>
/// RUN: the command in a sandbox over the layers so far. What it leaves in the upper directory of
/// the overlay is the layer: nothing is copied, packed or hashed here.
/// </summary>
internal sealed class RunExecutor(BuildSession session)
{
    private readonly StepSandbox _sandbox = new(session);

    public CacheKey Key(RunStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs)
    {
        var key = new CacheKeyBuilder("run")
            .Add("parent", parent.Identity)
            .Add("platform", step.Platform.Normalize().ToString())
            .AddAll("argument", step.Arguments)
            .AddAll("env", step.Environment)
            .Add("workdir", step.WorkingDirectory)
            .Add("user", step.User)
            .Add("network", step.Network)
            .Add("insecure", step.Insecure ? "true" : null)
            .Add("clamp", session.ClampSeconds()?.ToString(CultureInfo.InvariantCulture))
            .AddAll("script", step.Scripts.Select(s => $"{s.Name}\0{s.Content}"));
        foreach (var mount in step.Mounts)
        {
            MountKeys.Add(key, mount, inputs, mount.Context is null ? null : BindSources.Digest(session, mount, CancellationToken.None));
        }

        return key.Build();
    }

    /// <summary>Keeps what files are mounted from contexts, so that a later miss can name the one that changed.</summary>
    public void RememberFiles(RunStep step)
    {
        foreach (var mount in step.Mounts.Where(m => m.Context is not null))
        {
            BindSources.Remember(session, mount, CancellationToken.None);
        }
    }

    public async Task<LayerRecord> ExecuteAsync(
        RunStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs, VertexReporter vertex, CancellationToken cancellationToken)
    {
        if (ForeignPrograms.FindObstacle(Platform.Host.Architecture, step.Platform.Os, step.Platform.Architecture) is { } obstacle)
        {
            throw new StepException(obstacle);
        }

        await session.Layers.EnsureAsync(parent, cancellationToken);
        _ = session.Runner;
        await session.RunSlots.WaitAsync(cancellationToken);
        var temp = session.Store.Temp.NewDirectory("run");
        try
        {
            ChildExit exit;
            using (session.Phase("RUN: execute"))
            {
                exit = await RunAsync(step, parent, inputs, temp, vertex, cancellationToken);
            }

            using var keeping = session.Phase("RUN: keep the layer");
            return exit.IsSuccess ? Adopt(temp, parent, cancellationToken) : throw new StepException(
                $"process \"{string.Join(' ', step.Arguments)}\" did not complete successfully: {exit}")
            {
                ExitCode = exit.ShellCode,
                IsKept = Keep(exit.ShellCode),
            };
        }
        catch (RuntimeException e)
        {
            throw new StepException(e.Message, e) { IsKept = Keep(e.ExitCode) };
        }
        catch
        {
            TempArea.Delete(temp);
            throw;
        }
        finally
        {
            session.RunSlots.Release();
        }

        bool Keep(int exitCode) => session.Journal.Keep(FailedRun.Describe(session, step, parent, inputs, exitCode), temp);
    }

    private LayerRecord Adopt(string temp, Snapshot parent, CancellationToken cancellationToken)
    {
        if (!WholeRoot.Is($"{temp}/fs"))
        {
            return session.Store.Layers.AdoptDirectory(temp);
        }

        // Without overlayfs the change has to be found.
        using var view = session.Mounts.MountView(parent.Layers);
        using var lower = view.Open();
        using var draft = session.NewDraft(lower);
        using var writer = draft.OpenWriter();
        WholeRoot.WriteChange($"{temp}/fs", lower, writer, new DiffOptions { ClampMtimeSeconds = session.ClampSeconds() }, cancellationToken);
        var layer = draft.Commit(writer.Complete());
        TempArea.Delete(temp);
        return layer;
    }

    private async Task<ChildExit> RunAsync(
        RunStep step, Snapshot parent, IReadOnlyDictionary<BuildStep, StepResult> inputs, string temp, VertexReporter vertex, CancellationToken cancellationToken)
    {
        var output = new StepOutput(vertex);
        using var mounts = await RunMounts.OpenAsync(session, step, inputs, cancellationToken);
        using var upper = session.Mounts.CreateUpper(parent.Layers, temp);
        var exit = await _sandbox.RunAsync(step, parent, $"{temp}/fs", upper, mounts, static (spec, _) => (spec, StepOutput.Attach), output.Pump, cancellationToken);
        await output.DrainAsync();
        return exit;
    }
}
