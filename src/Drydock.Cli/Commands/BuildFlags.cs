using System.CommandLine;
using Drydock.Cli.Arguments;

namespace Drydock.Cli.Commands;

/// <summary>The flags of <c>drydock build</c>: every flag of <c>docker build</c> and <c>docker buildx build</c> is here.</summary>
internal sealed class BuildFlags
{
    private static readonly string[] s_off = ["false", "0", "none", "disabled"];

    private readonly List<(KnownFlag Flag, Option Option)> _known;

    public BuildFlags(Command command)
    {
        OnError.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not "shell" and var value }])
            {
                result.AddError($"invalid value \"{value}\" for --on-error: shell expected");
            }
        });
        command.Arguments.Add(Context);
        foreach (var option in Implemented)
        {
            command.Options.Add(option);
        }

        _known = [.. s_known.Select(flag => (flag, flag.CreateOption()))];
        foreach (var (_, option) in _known)
        {
            command.Options.Add(option);
        }
    }

    public Argument<string> Context { get; } = new("PATH") { Description = "The build context: a directory, a git repository, the URL of a tar archive or Dockerfile, or - for one on standard input", HelpName = "PATH|URL|-" };

    public Option<string[]> Tag { get; } = new("--tag", "-t") { Description = "Name the image NAME[:TAG] (repeatable)", HelpName = "NAME" };

    public Option<string?> File { get; } = new("--file", "-f") { Description = "The Dockerfile (default: PATH/Dockerfile; a URL, or - for standard input)", HelpName = "FILE" };

    public Option<string[]> Target { get; } = new("--target") { Description = "The stage to build (default: the last); given several times, all are built and the last one is the image, the others only with =NAME", HelpName = "STAGE[=NAME]" };

    public Option<string[]> BuildArg { get; } = new("--build-arg") { Description = "A value for an ARG; without =, from the environment", HelpName = "NAME[=VALUE]" };

    public Option<string[]> Label { get; } = new("--label") { Description = "A label of the image; wins over LABEL", HelpName = "NAME=VALUE" };

    public Option<bool> NoCache { get; } = new("--no-cache") { Description = "Execute every step" };

    public Option<string[]> NoCacheFilter { get; } = new("--no-cache-filter") { Description = "Execute every step of these stages", HelpName = "STAGE,..." };

    public Option<bool> RequireCached { get; } = new("--require-cached") { Description = "Fail, and say why, when a step would have to be executed" };

    public Option<string?> OnError { get; } = new("--on-error") { Description = "When a RUN fails, open a shell where it failed: shell", HelpName = "shell" };

    public Option<bool> Pull { get; } = new("--pull") { Description = "Ask the registry for base images even when the store has them" };

    public Option<string?> Progress { get; } = new("--progress") { Description = "How progress is shown: auto, tty, plain, quiet, rawjson (also $BUILDKIT_PROGRESS)", HelpName = "KIND" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print only the image ID" };

    public Option<string?> IidFile { get; } = new("--iidfile") { Description = "Write the image ID to a file", HelpName = "FILE" };

    public Option<string?> MetadataFile { get; } = new("--metadata-file") { Description = "Write digests and names as JSON to a file", HelpName = "FILE" };

    public Option<string[]> BuildContext { get; } = new("--build-context") { Description = "One more context: NAME=DIR, docker-image://REF, oci-layout://DIR[:TAG], a git repository or the URL of a file", HelpName = "NAME=SOURCE" };

    public Option<string[]> Output { get; } = new("--output", "-o") { Description = "type=image|oci|docker|tar|local|cacheonly[,dest=PATH,...], a directory, or -", HelpName = "OUTPUT" };

    public Option<string[]> CacheFrom { get; } = new("--cache-from") { Description = "A cache of other machines to use: NAME, type=registry,ref=NAME or type=local,src=DIR", HelpName = "CACHE" };

    public Option<string[]> CacheTo { get; } = new("--cache-to") { Description = "Share the cache: type=registry,ref=NAME, type=local,dest=DIR or type=inline, with mode=min|max", HelpName = "CACHE" };

    public Option<string[]> CacheMountsFrom { get; } = new("--cache-mounts-from") { Description = "What new directories of RUN --mount=type=cache begin with, as --cache-from", HelpName = "CACHE" };

    public Option<string[]> CacheMountsTo { get; } = new("--cache-mounts-to") { Description = "Share the directories of RUN --mount=type=cache, as --cache-to", HelpName = "CACHE" };

    public Option<bool> Push { get; } = new("--push") { Description = "Push the image to the registries of its names: --output type=registry" };

    public Option<bool> Load { get; } = new("--load") { Description = "Keep the image in the store although --push or --output takes it elsewhere: --output type=image" };

    public Option<string[]> Annotation { get; } = new("--annotation") { Description = "An annotation of the image; KIND is manifest, index, manifest-descriptor or index-descriptor", HelpName = "[KIND:]KEY=VALUE" };

    public Option<string[]> Platform { get; } = new("--platform") { Description = "The platform to build for (also $DOCKER_DEFAULT_PLATFORM); of several, separated by commas, an index is made", HelpName = "OS/ARCH,..." };

    public Option<string?> Network { get; } = new("--network") { Description = "Network of RUN steps: default, host, none", HelpName = "MODE" };

    public Option<string[]> Allow { get; } = new("--allow") { Description = "Entitlements: network.host, security.insecure", HelpName = "ENTITLEMENT" };

    public Option<string[]> AddHost { get; } = new("--add-host") { Description = "A line of /etc/hosts for RUN", HelpName = "HOST:IP" };

    public Option<string?> ShmSize { get; } = new("--shm-size") { Description = "Size of /dev/shm for RUN (default 64m)", HelpName = "BYTES" };

    public Option<string[]> Ulimit { get; } = new("--ulimit") { Description = "A resource limit for RUN", HelpName = "NAME=SOFT[:HARD]" };

    public Option<string[]> Secret { get; } = new("--secret") { Description = "A secret for RUN --mount=type=secret: id=ID[,src=FILE|,env=NAME]", HelpName = "SECRET" };

    public Option<string[]> Ssh { get; } = new("--ssh") { Description = "An agent's socket for RUN --mount=type=ssh: default or ID=SOCKET", HelpName = "AGENT" };

    public Option<string?> Provenance { get; } = new("--provenance") { Description = "State how the image was made (SLSA v1): true, false, or mode=min|max,builder-id=URI,...", HelpName = "VALUE" };

    public Option<string[]> Attest { get; } = new("--attest") { Description = "As --provenance: type=provenance,mode=min|max,...", HelpName = "VALUE" };

    public Option<string?> Call { get; } = new("--call") { Description = "Answer a question instead of building: check, outline, targets, plan[,format=json]", HelpName = "METHOD" };

    public Option<bool> Check { get; } = new("--check") { Description = "Check the Dockerfile instead of building it: --call check" };

    public Option<int?> Jobs { get; } = new("--jobs") { Description = "How many RUN steps may execute at once", HelpName = "N" };

    public Option<bool> Reproducible { get; } = new("--reproducible") { Description = "The same image from the same inputs: times in own layers and in the config are those of SOURCE_DATE_EPOCH, else 1970" };

    public Option<string?> Layers { get; } = new("--layers") { Description = "Own layers: exact (as the steps make them), folded (without what a later one deletes, replaces or only gives other metadata), flat (one)", HelpName = "FORM" };

    public Option<bool> Squash { get; } = new("--squash") { Description = "One layer on top of the base: --layers=flat" };

    public Option<string[]> Resource { get; } = new("--resource") { Description = "Limits of RUN by control groups: memory=512m,cpu-quota=50000,...", HelpName = "NAME=VALUE,..." };

    public Option<string?> Memory { get; } = new("--memory", "-m") { Description = "The most memory of a RUN", HelpName = "BYTES" };

    public Option<string?> MemorySwap { get; } = new("--memory-swap") { Description = "The most memory and swap of a RUN together; -1 for no limit", HelpName = "BYTES" };

    public Option<string?> CpuPeriod { get; } = new("--cpu-period") { Description = "Length of a period of --cpu-quota (default 100000)", HelpName = "MICROSECONDS" };

    public Option<string?> CpuQuota { get; } = new("--cpu-quota") { Description = "Processor time of a RUN in each period", HelpName = "MICROSECONDS" };

    public Option<string?> CpuShares { get; } = new("--cpu-shares", "-c") { Description = "Weight of a RUN for processor time (1024 is usual)", HelpName = "N" };

    public Option<string?> CpusetCpus { get; } = new("--cpuset-cpus") { Description = "Processors that a RUN may use, such as 0-2,4", HelpName = "LIST" };

    public Option<string?> CpusetMems { get; } = new("--cpuset-mems") { Description = "Memory nodes that a RUN may use", HelpName = "LIST" };

    /// <summary>Tells of flags without effect.</summary>
    /// <exception cref="UsageException">A flag was given that is refused.</exception>
    public void ReportKnown(ParseResult result, TextWriter output)
    {
        foreach (var (flag, option) in _known)
        {
            flag.Report(result, option, output);
        }
    }

    private IEnumerable<Option> Implemented =>
    [
        Tag, File, Target, BuildArg, Label, NoCache, NoCacheFilter, RequireCached, OnError, Pull, Progress, Quiet, IidFile, MetadataFile, BuildContext,
        Output, Push, Load, Annotation, CacheFrom, CacheTo, CacheMountsFrom, CacheMountsTo, Platform, Network, Allow, AddHost, ShmSize, Ulimit, Secret, Ssh, Provenance, Attest, Call, Check, Jobs,
        Reproducible, Layers, Squash, Resource, Memory, MemorySwap, CpuPeriod, CpuQuota, CpuShares, CpusetCpus, CpusetMems,
    ];

    private static readonly KnownFlag[] s_known =
    [
        new("--rm", false, "there are no intermediate containers"),
        new("--force-rm", false, "there are no intermediate containers"),
        new("--compress", false, "the context is read in place, not sent to a daemon"),
        new("--cgroup-parent", true, "RUN steps are in control groups below that of drydock itself"),
        new("--builder", true, "there is one builder, this program"),
        new("--isolation", true, "Linux has one isolation", ["", "default"]),
        new("--sbom", true, "nothing here lists the packages of an image; give the archive of -o type=oci to a scanner such as syft", s_off),
        new("--policy", true, "source policies are not planned yet") { Refused = true },
        new("--security-opt", true, "RUN has docker's default seccomp profile; --allow security.insecure lifts it for steps that ask") { Refused = true },
    ];
}
