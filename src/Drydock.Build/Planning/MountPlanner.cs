using Drydock.Build.Graph;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Build.Planning;

/// <summary>Plans the mounts of RUN: their targets, and the files they show.</summary>
internal static class MountPlanner
{
    /// <exception cref="BuildException">The mount has no target, or would cover the root.</exception>
    public static async Task<StepMount> PlanAsync(
        IPlanningScope scope, StageDraft draft, RunInstruction run, RunMount mount, CancellationToken cancellationToken)
    {
        var target = mount.Type is RunMountType.Secret or RunMountType.Ssh && mount.Target is null
            ? DefaultTarget(mount, run)
            : WorkdirPath.Resolve(draft.WorkingDirectory, mount.Target ?? "/");
        NoteInput(draft, run, mount);
        target = target.Length > 1 ? target.TrimEnd('/') : target;
        if (target == "/" && !(mount.Type == RunMountType.Secret && mount.Env is not null))
        {
            throw new BuildException("invalid mount target \"/\"\ngive the mount a target=PATH below the root", run.Lines);
        }

        if (mount.Type is RunMountType.Bind || (mount.Type is RunMountType.Cache && mount.From is not null))
        {
            var origin = await scope.ResolveOriginAsync(mount.From, run, cancellationToken);
            return new StepMount(target, mount, (origin as StepOrigin)?.Step, (origin as ContextOrigin)?.Context);
        }

        return new StepMount(target, mount, null, null);
    }

    private static void NoteInput(StageDraft draft, RunInstruction run, RunMount mount)
    {
        if (mount.Type == RunMountType.Secret)
        {
            draft.Inputs.AddSecret(new MountInput(mount.Id ?? mount.Source ?? (mount.Target ?? "").Split('/')[^1], mount.IsRequired, run.Lines));
        }
        else if (mount.Type == RunMountType.Ssh)
        {
            draft.Inputs.AddAgent(new MountInput(mount.Id ?? "default", mount.IsRequired, run.Lines));
        }
    }

    private static string DefaultTarget(RunMount mount, RunInstruction run)
    {
        if (mount.Type == RunMountType.Ssh)
        {
            var index = run.Mounts.Where(m => m.Type == RunMountType.Ssh).TakeWhile(m => !ReferenceEquals(m, mount)).Count();
            return $"/run/buildkit/ssh_agent.{index}";
        }

        return mount.Env is not null ? "/" : $"/run/secrets/{mount.Id}";
    }
}
