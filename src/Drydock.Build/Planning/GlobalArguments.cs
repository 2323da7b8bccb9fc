using System.Globalization;
using Drydock.Build.Contexts;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Stages;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>What a build gives to a Dockerfile from outside: build arguments, platforms, named contexts.</summary>
internal static class GlobalArguments
{
    /// <summary>Evaluates the ARG instructions before the first FROM.</summary>
    /// <exception cref="DockerfileException">A default cannot be expanded.</exception>
    public static GlobalScope Evaluate(BuildOptions options)
    {
        var stage = options.Target is { Length: > 0 } target ? target : options.Dockerfile.Stages[^1].Name;
        var predefined = PredefinedArguments.For(Platform.Host.ToString(), options.Platform.ToString(), stage);
        return GlobalScope.Evaluate(options.Dockerfile, predefined, options.BuildArgs);
    }

    /// <summary>Resolves the stages and their references.</summary>
    /// <exception cref="DockerfileException">A reference cannot be one.</exception>
    public static StageGraph CreateGraph(BuildOptions options, GlobalScope globals) =>
        StageGraph.Create(options.Dockerfile, globals, name => options.NamedContexts.Find(name, options.Platform) is not null);

    /// <summary>The options with SOURCE_DATE_EPOCH read, wherever it was given; an empty one unsets it.</summary>
    /// <param name="options">The build.</param>
    /// <param name="timeOf">The time of a source that it may name, seconds since 1970; null for one that has none, such as a local directory.</param>
    /// <exception cref="DockerfileException">It is no number, context or stage.</exception>
    public static async Task<BuildOptions> WithEpochAsync(BuildOptions options, Func<EpochSource, Task<long?>> timeOf)
    {
        var source = EpochSource.Find(
            options.Dockerfile, Evaluate(options), name => options.NamedContexts.Find(name, options.Platform) is not null);
        if (source is { Seconds: null })
        {
            // From here on it is as if the number had been given, or nothing.
            var seconds = await timeOf(source);
            var text = seconds?.ToString(CultureInfo.InvariantCulture) ?? "";
            source = seconds is null ? null : new EpochSource(seconds);
            options = options with { BuildArgs = new Dictionary<string, string>(options.BuildArgs) { [EpochSource.Argument] = text } };
        }

        var isUnset = options.BuildArgs.TryGetValue(EpochSource.Argument, out var given) && given.Length == 0;
        return options with
        {
            SourceDateEpoch = source?.Seconds ?? options.SourceDateEpoch,
            BuildArgs = isUnset
                ? options.BuildArgs.Where(a => a.Key != EpochSource.Argument).ToDictionary(a => a.Key, a => a.Value)
                : options.BuildArgs,
        };
    }

    /// <summary>Names of <c>--build-arg</c> that no ARG of the file declares, and that need none.</summary>
    public static IReadOnlyList<string> Unconsumed(BuildOptions options, GlobalScope globals)
    {
        if (options.BuildArgs.Count == 0)
        {
            return [];
        }

        var declared = options.Dockerfile.MetaArgs
            .Concat(options.Dockerfile.Stages.SelectMany(s => s.Instructions).OfType<ArgInstruction>())
            .SelectMany(a => a.Arguments)
            .Select(a => a.Name)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. options.BuildArgs.Keys
                .Where(name => !declared.Contains(name) && !globals.Variables.Names.Contains(name) && !SpeaksToBuilder(name))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool SpeaksToBuilder(string name) =>
        PredefinedArguments.IsProxy(name) || name.StartsWith("BUILDKIT_", StringComparison.Ordinal) || name == EpochSource.Argument;
}
