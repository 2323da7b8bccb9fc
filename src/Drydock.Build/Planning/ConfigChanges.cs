using Drydock.Build.Graph;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>Instructions applied to an image's config outside a build: <c>--change</c> of <c>import</c> and <c>commit</c>.</summary>
public static class ConfigChanges
{
    private const string Allowed = "CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR";

    /// <summary>The config after the instructions, in their order.</summary>
    /// <param name="config">The config before.</param>
    /// <param name="changes">Instructions as in a Dockerfile; variables in them are those of the config's environment.</param>
    /// <exception cref="BuildException">An instruction is malformed, or is not one that changes a config.</exception>
    public static ImageConfig Apply(ImageConfig config, IEnumerable<string> changes)
    {
        var draft = StageDraft.FromImage("change", new BaseStep { Title = "change", Stage = "change", Image = null, Reference = "" }, config, config.Platform);

        // The image's own environment: a build would add a PATH.
        var environment = new VariableScope(config.Config.Env ?? []);
        foreach (var change in changes)
        {
            try
            {
                Apply(draft, environment, InstructionParser.ParseLine(change).Expand(environment.Lookup).Value, change);
            }
            catch (DockerfileException e)
            {
                throw new BuildException($"--change {change}: {e.Message}", default, e);
            }
        }

        return config with { Config = draft.ToImage().Config with { Env = environment.Names.Count == 0 ? null : [.. environment.Environment] } };
    }

    private static void Apply(StageDraft draft, VariableScope environment, Instruction instruction, string change)
    {
        switch (instruction)
        {
            case EnvInstruction env:
                foreach (var variable in env.Variables)
                {
                    environment.Set(variable.Key, variable.Value);
                }

                break;
            case WorkdirInstruction workdir:
                draft.Config = draft.Config with { WorkingDir = WorkdirPath.Resolve(draft.WorkingDirectory, workdir.Path) };
                break;
            case CmdInstruction or EntrypointInstruction or ExposeInstruction or HealthcheckInstruction or LabelInstruction
                or OnbuildInstruction or StopSignalInstruction or UserInstruction or VolumeInstruction:
                MetadataPlanner.Plan(draft, instruction);
                break;
            default:
                throw new BuildException($"--change {change}: {instruction.Name} is not a valid change: one of {Allowed}");
        }
    }
}
