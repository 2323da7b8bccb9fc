using Drydock.Linux.Files;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Arguments;

/// <summary>The values of <c>--volume</c>, <c>--mount</c> and <c>--tmpfs</c>.</summary>
internal static class VolumeArgument
{
    private static readonly string[] s_ignoredOptions =
    [
        "rw", "z", "Z", "consistent", "cached", "delegated", "nocopy", "private", "rprivate",
    ];

    /// <summary>Reads <c>-v [SOURCE:]DESTINATION[:OPTIONS]</c>. A directory of the host that is not there is made, as with docker.</summary>
    /// <exception cref="UsageException">The value is malformed.</exception>
    public static ContainerMount ParseVolume(string value)
    {
        var parts = value.Split(':');
        var (source, destination, options) = parts switch
        {
            [var only] => ("", only, ""),
            [var from, var to] when to.StartsWith('/') => (from, to, ""),
            [var to, var flags] when to.StartsWith('/') => ("", to, flags),
            [var from, var to, var flags] => (from, to, flags),
            _ => throw Invalid("--volume", value, "SOURCE:DESTINATION[:ro] expected"),
        };
        var flagsGiven = options.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (flagsGiven.FirstOrDefault(flag => flag != "ro" && !s_ignoredOptions.Contains(flag)) is { } unknown)
        {
            throw Invalid("--volume", value, $"unknown or unsupported option \"{unknown}\"");
        }

        var kind = source.StartsWith('/') || source.StartsWith('.') || source.StartsWith('~') ? ContainerMountKind.Bind : ContainerMountKind.Volume;
        if (kind == ContainerMountKind.Bind)
        {
            source = Path.GetFullPath(source);
            if (!Path.Exists(source))
            {
                HostFolder.OpenOrCreate(source).Dispose();
            }
        }

        return Checked(new ContainerMount(kind, source, destination, flagsGiven.Contains("ro")) { NoCopy = flagsGiven.Contains("nocopy") }, "--volume", value);
    }

    /// <summary>Reads <c>--mount type=bind|volume|tmpfs,source=…,target=…[,readonly]</c>.</summary>
    /// <exception cref="UsageException">The value is malformed, or a source is not there.</exception>
    public static ContainerMount ParseMount(string value)
    {
        var mount = new ContainerMount(ContainerMountKind.Volume, "", "", ReadOnly: false);
        foreach (var (key, text) in CsvFields.Parse("--mount", value))
        {
            mount = key switch
            {
                "type" => mount with { Kind = Kind(text, value) },
                "source" or "src" => mount with { Source = text ?? "" },
                "target" or "dst" or "destination" => mount with { Destination = text ?? "" },
                "readonly" or "ro" => mount with { ReadOnly = CsvFields.Bool("--mount", key, text) },
                "volume-nocopy" => mount with { NoCopy = CsvFields.Bool("--mount", key, text) },
                "tmpfs-size" => mount with { SizeBytes = SizeArgument.Parse("--mount", text ?? "") },
                "tmpfs-mode" => mount with { Mode = Mode(text ?? "", "--mount", value) },
                "consistency" => mount,
                "bind-propagation" when text is "private" or "rprivate" => mount,
                _ => throw Invalid("--mount", value, $"unknown or unsupported key \"{key}\""),
            };
        }

        if (mount.Kind == ContainerMountKind.Bind)
        {
            mount = mount with { Source = mount.Source.Length > 0 ? Path.GetFullPath(mount.Source) : throw Invalid("--mount", value, "a bind mount needs source=PATH") };
            if (!Path.Exists(mount.Source))
            {
                throw Invalid("--mount", value, $"bind source path does not exist: {mount.Source}");
            }
        }

        return Checked(mount, "--mount", value);
    }

    /// <summary>Reads <c>--tmpfs DESTINATION[:OPTIONS]</c>.</summary>
    /// <exception cref="UsageException">The value is malformed.</exception>
    public static ContainerMount ParseMemory(string value)
    {
        var (destination, options) = value.Split(':', 2) is [var path, var flags] ? (path, flags) : (value, "");
        var mount = new ContainerMount(ContainerMountKind.Memory, "", destination, ReadOnly: false) { Executable = false };
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            mount = option.Split('=', 2) switch
            {
                ["size", var size] => mount with { SizeBytes = SizeArgument.Parse("--tmpfs", size) },
                ["mode", var mode] => mount with { Mode = Mode(mode, "--tmpfs", value) },
                ["ro"] => mount with { ReadOnly = true },
                ["exec"] => mount with { Executable = true },
                ["rw" or "noexec" or "nosuid" or "nodev"] => mount,
                _ => throw Invalid("--tmpfs", value, $"unknown or unsupported option \"{option}\": size=, mode=, ro, exec"),
            };
        }

        return Checked(mount, "--tmpfs", value);
    }

    private static ContainerMountKind Kind(string? text, string value) => text switch
    {
        "bind" => ContainerMountKind.Bind,
        "volume" => ContainerMountKind.Volume,
        "tmpfs" => ContainerMountKind.Memory,
        _ => throw Invalid("--mount", value, $"type \"{text}\" is not available: bind, volume or tmpfs"),
    };

    private static int Mode(string text, string flag, string value) =>
        text.Length is > 0 and <= 5 && text.All(c => c is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : throw Invalid(flag, value, $"\"{text}\" is not an octal mode");

    private static ContainerMount Checked(ContainerMount mount, string flag, string value)
    {
        if (!mount.Destination.StartsWith('/') || mount.Destination.Trim('/').Length == 0)
        {
            throw Invalid(flag, value, $"the destination \"{mount.Destination}\" must be an absolute path, and not the root");
        }

        var isName = mount.Source.Length == 0 || (char.IsAsciiLetterOrDigit(mount.Source[0]) && mount.Source.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'));
        return mount.Kind != ContainerMountKind.Volume || isName
            ? mount
            : throw Invalid(flag, value, $"\"{mount.Source}\" includes invalid characters for a volume name; for a directory of the host give its absolute path");
    }

    private static UsageException Invalid(string flag, string value, string why) => new($"invalid value \"{value}\" for {flag}: {why}");
}
