using System.CommandLine;
using Drydock.Build;
using Drydock.Build.Attesting;
using Drydock.Build.Caching.Sharing;
using Drydock.Build.Contexts;
using Drydock.Cli.Arguments;
using Drydock.Dockerfile.Stages;
using Drydock.Images.Records;
using Drydock.Images.Sources;
using Drydock.Oci;

namespace Drydock.Cli.Commands;

/// <summary>From flags to <see cref="BuildOptions"/>.</summary>
internal static class BuildRequest
{
    private const string MultiPlatform = "BUILDKIT_MULTI_PLATFORM";

    /// <exception cref="UsageException">A flag's value is malformed.</exception>
    public static BuildOptions Create(ParseResult result, BuildFlags flags, GlobalOptions globals, BuildInput input)
    {
        var (platforms, buildArgs) = (PlatformArgument.ParseAll(result.GetValue(flags.Platform)), BuildArgs(result, flags));
        var targets = (result.GetValue(flags.Target) ?? []).Select(Target).ToList();
        return new BuildOptions
        {
            Dockerfile = input.Document,
            Context = input.Context.Context,
            NamedContexts = (result.GetValue(flags.BuildContext) ?? []).Select(NamedContext).ToDictionary(c => c.Name, c => c.Context),
            BuildArgs = buildArgs,
            Labels = PairArgument.Parse(result.GetValue(flags.Label) ?? [], "--label", fromEnvironment: false),
            Target = targets.Count == 0 ? null : targets[^1].Stage,
            AlsoTargets = [.. targets.SkipLast(1)],
            NoCache = result.GetValue(flags.NoCache),
            NoCacheFilter = [.. (result.GetValue(flags.NoCacheFilter) ?? []).SelectMany(f => f.Split(',', StringSplitOptions.RemoveEmptyEntries))],
            RequireCached = result.GetValue(flags.RequireCached),
            Pull = result.GetValue(flags.Pull),
            Platform = platforms[0],
            Platforms = WantsIndex(platforms, buildArgs) ? platforms : null,
            Provenance = Provenance(result, flags),
            Network = Network(result.GetValue(flags.Network)),
            Allowed = (result.GetValue(flags.Allow) ?? []).SelectMany(a => a.Split(',')).Select(Entitlement).ToHashSet(),
            Layers = LayersArgument.Parse(result.GetValue(flags.Layers), result.GetValue(flags.Squash)),
            Jobs = Jobs(result.GetValue(flags.Jobs)),
            Sandbox = Sandbox(result, flags, globals),
            CacheFrom = [.. (result.GetValue(flags.CacheFrom) ?? []).Select(CacheArgument.ParseSource)],
            CacheTo = CacheTo(result, flags),
            CacheMountsFrom = [.. (result.GetValue(flags.CacheMountsFrom) ?? []).Select(CacheArgument.ParseSource)],
            CacheMountsTo = [.. (result.GetValue(flags.CacheMountsTo) ?? []).Select(CacheArgument.ParseMountsTarget)],
        };
    }

    // As a build argument it is BuildKit's older way to ask for an inline cache.
    private static List<SharedCacheTarget> CacheTo(ParseResult result, BuildFlags flags)
    {
        List<SharedCacheTarget> targets = [.. (result.GetValue(flags.CacheTo) ?? []).Select(CacheArgument.ParseTarget)];
        var inline = BuildArgs(result, flags).GetValueOrDefault("BUILDKIT_INLINE_CACHE") is "1" or "true";
        return inline && !targets.Exists(t => t.Kind == SharedCacheKind.Inline) ? [.. targets, new SharedCacheTarget(SharedCacheKind.Inline)] : targets;
    }

    /// <summary>The build with every time that it makes fixed: to SOURCE_DATE_EPOCH, where that is not given to 1970.</summary>
    public static BuildOptions Reproducible(BuildOptions options) => options with
    {
        RewriteTimestamp = true,
        SourceDateEpoch = 0,
    };

    /// <summary>The build arguments; SOURCE_DATE_EPOCH of the environment is one.</summary>
    /// <exception cref="UsageException">One is malformed.</exception>
    public static Dictionary<string, string> BuildArgs(ParseResult result, BuildFlags flags)
    {
        var buildArgs = new Dictionary<string, string>(PairArgument.Parse(result.GetValue(flags.BuildArg) ?? [], "--build-arg", fromEnvironment: true));
        if (Environment.GetEnvironmentVariable(EpochSource.Argument) is { Length: > 0 } epoch)
        {
            buildArgs.TryAdd(EpochSource.Argument, epoch);
        }

        return buildArgs;
    }

    /// <summary>What RUN steps and fetches are given.</summary>
    /// <exception cref="UsageException">A flag's value is malformed, or names a file or socket that is not there.</exception>
    public static SandboxOptions Sandbox(ParseResult result, BuildFlags flags, GlobalOptions globals) => new()
    {
        RuntimePath = result.GetValue(globals.Runtime),
        ExtraHosts = [.. (result.GetValue(flags.AddHost) ?? []).Select(HostArgument.Parse)],
        ShmSizeBytes = result.GetValue(flags.ShmSize) is { } size ? SizeArgument.Parse("--shm-size", size) : 64 << 20,
        Ulimits = [.. (result.GetValue(flags.Ulimit) ?? []).Select(UlimitArgument.Parse)],
        Resources = ResourceLimitArguments.Read(result, flags).Supported,
        Secrets = (result.GetValue(flags.Secret) ?? []).Select(SecretArgument.Parse).ToDictionary(s => s.Id, s => s.Read),
        SshSockets = (result.GetValue(flags.Ssh) ?? []).Select(AgentArgument.Parse).ToDictionary(a => a.Id, a => a.Socket),
    };

    private static (string Name, NamedContext Context) NamedContext(string value)
    {
        if (value.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
        {
            throw new UsageException($"invalid value \"{value}\" for --build-context: NAME=SOURCE expected");
        }

        var (name, source) = (ContextName.Normalize(value[..equals]), value[(equals + 1)..]);
        if (source.StartsWith("docker-image://", StringComparison.Ordinal))
        {
            return (name, new NamedImage(Reference.TryParse(source[15..], out var reference, out var error) ? reference : throw new UsageException($"--build-context {value}: {error}")));
        }

        if (source.StartsWith("oci-layout://", StringComparison.Ordinal))
        {
            return (name, new NamedLayout(LayoutImageSource.Open(source[13..])));
        }

        if (RemoteContextLoader.IsRemote(source))
        {
            return (name, RemoteContextLoader.Repository(source) is { } repository ? new NamedRepository(repository) : new NamedDownload(RemoteContextLoader.Url(source)!));
        }

        if (source.StartsWith("target:", StringComparison.Ordinal))
        {
            throw new UsageException($"--build-context {value}: targets are of bake files, and there is none here\nname a stage of the Dockerfile with FROM or COPY --from; what another Dockerfile makes, build first and give as docker-image://NAME");
        }

        return source.Contains("://", StringComparison.Ordinal)
            ? throw new UsageException($"--build-context {value}: a directory, docker-image://, oci-layout://, https:// or a git repository expected")
            : (name, new NamedDirectory(ContextLoader.LoadNamed(name, source)));
    }

    /// <summary>Names that the last <c>--target</c> gives the image; others stand with the further targets.</summary>
    public static IEnumerable<string> NamesOfLastTarget(ParseResult result, BuildFlags flags) =>
        result.GetValue(flags.Target) is [.., var last] && last.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals ? [last[(equals + 1)..]] : [];

    // A name after the stage: no stage has a "=" in its name.
    private static AlsoTarget Target(string value) => value.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals
        ? new AlsoTarget(value[..equals], [ImageTagger.ParseName(value[(equals + 1)..])])
        : new AlsoTarget(value, []);

    private static ProvenanceOptions? Provenance(ParseResult result, BuildFlags flags)
    {
        return ProvenanceArgument.Parse(result.GetValue(flags.Provenance), result.GetValue(flags.Attest)) is not { } options ? null
            : ContextArgument.IsLocal(result, flags) ? options
            : options with { ContextUri = ContextArgument.Display(result.GetRequiredValue(flags.Context)) };
    }

    // An index even for one platform, or never, as this build argument of BuildKit says.
    private static bool WantsIndex(IReadOnlyList<Platform> platforms, IReadOnlyDictionary<string, string> buildArgs)
    {
        if (buildArgs.GetValueOrDefault(MultiPlatform) is not { Length: > 0 } value)
        {
            return platforms.Count > 1;
        }

        return CsvFields.Bool("--build-arg", MultiPlatform, value)
            || (platforms.Count > 1
                ? throw new UsageException($"{platforms.Count} platforms were given with --platform, but {MultiPlatform}={value} allows only one")
                : false);
    }

    private static int Jobs(int? number) => number is < 1
        ? throw new UsageException($"invalid value \"{number}\" for --jobs: at least 1 is needed")
        : number ?? Math.Max(8, Environment.ProcessorCount);

    private static string Network(string? mode) => mode switch
    {
        null or "" => "default",
        "default" or "host" or "none" => mode,
        _ => throw new UsageException($"invalid value \"{mode}\" for --network: default, host or none"),
    };

    private static string Entitlement(string name) => name is "network.host" or "security.insecure"
        ? name
        : throw new UsageException($"unknown entitlement \"{name}\" for --allow: network.host or security.insecure");
}
