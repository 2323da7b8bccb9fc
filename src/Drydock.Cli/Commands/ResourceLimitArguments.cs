using System.CommandLine;
using System.Globalization;
using Drydock.Cli.Arguments;
using Drydock.Linux.Runtime;

namespace Drydock.Cli.Commands;

/// <summary>Limits of RUN by control groups: <c>--memory</c> and its like, and <c>--resource</c>.</summary>
/// <param name="Limits">The limits by the name of their flag, without dashes.</param>
/// <param name="Controllers">The controllers of control groups that this machine has for us.</param>
internal sealed record ResourceLimitArguments(IReadOnlyDictionary<string, string> Limits, IReadOnlySet<string> Controllers)
{
    private static readonly Dictionary<string, string> s_controllerOf = new(StringComparer.Ordinal)
    {
        ["memory"] = "memory", ["memory-swap"] = "memory", ["cpu-period"] = "cpu", ["cpu-quota"] = "cpu", ["cpu-shares"] = "cpu",
        ["cpuset-cpus"] = "cpuset", ["cpuset-mems"] = "cpuset",
    };

    /// <summary>Reads the flags.</summary>
    /// <exception cref="UsageException">A value is malformed.</exception>
    public static ResourceLimitArguments Read(ParseResult result, BuildFlags flags)
    {
        var limits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (result.GetValue(flags.Resource) ?? []).SelectMany(text => CsvFields.Parse("--resource", text)))
        {
            limits[key] = s_controllerOf.ContainsKey(key) && value is not null
                ? value
                : throw new UsageException($"unknown limit \"{key}\" in --resource: NAME=VALUE with one of {string.Join(", ", s_controllerOf.Keys)} expected");
        }

        Option<string?>[] options = [flags.Memory, flags.MemorySwap, flags.CpuPeriod, flags.CpuQuota, flags.CpuShares, flags.CpusetCpus, flags.CpusetMems];
        foreach (var option in options)
        {
            if (result.GetValue(option) is { } value)
            {
                limits[option.Name.TrimStart('-')] = value;
            }
        }

        var read = new ResourceLimitArguments(limits, limits.Count == 0 ? new HashSet<string>() : ControlGroups.Available());
        _ = read.ToSpec();
        return read;
    }

    /// <summary>The limits that this machine can set; null when there are none.</summary>
    public ResourcesSpec? Supported =>
        new ResourceLimitArguments(Limits.Where(l => IsSupported(l.Key)).ToDictionary(l => l.Key, l => l.Value), Controllers).ToSpec();

    /// <summary>Tells of limits that this machine cannot set.</summary>
    public void ReportUnsupported(TextWriter output)
    {
        foreach (var name in Limits.Keys.Where(name => !IsSupported(name)))
        {
            output.WriteLine($"note: --{name} has no effect: control groups of version 2 with the controller \"{s_controllerOf[name]}\" are not available here");
        }
    }

    private bool IsSupported(string name) => Controllers.Contains(s_controllerOf[name]);

    private ResourcesSpec? ToSpec() => Limits.Count == 0 ? null : new ResourcesSpec
    {
        Memory = Limits.ContainsKey("memory") || Limits.ContainsKey("memory-swap") ? new MemorySpec(Size("memory"), Size("memory-swap")) : null,
        Cpu = Limits.Keys.Any(k => k.StartsWith("cpu", StringComparison.Ordinal))
            ? new CpuSpec((ulong?)Number("cpu-shares"), Number("cpu-quota"), (ulong?)Number("cpu-period"), Limits.GetValueOrDefault("cpuset-cpus"), Limits.GetValueOrDefault("cpuset-mems"))
            : null,
    };

    private long? Size(string name) =>
        Limits.GetValueOrDefault(name) is not { } text ? null : text == "-1" ? -1 : SizeArgument.Parse($"--{name}", text);

    private long? Number(string name) => Limits.GetValueOrDefault(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"invalid value \"{text}\" for --{name}: a number expected");
}
