using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Reads the value of <c>RUN --mount</c>.</summary>
internal static class RunMountParser
{
    private static readonly string[] s_types = ["bind", "cache", "secret", "ssh", "tmpfs"];
    private static readonly string[] s_sharings = ["locked", "private", "shared"];

    private static readonly string[] s_keys =
    [
        "type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid",
        "src", "dst", "destination", "ro", "rw", "readwrite", "env",
    ];

    /// <summary>Reads a mount before its variables are known: what cannot be read yet is left for later.</summary>
    /// <exception cref="DockerfileException">The text cannot be divided, or <c>from</c> uses a variable.</exception>
    public static RunMount ParseEarly(string text)
    {
        string? from = null;
        var fields = CsvFields.Split(text, "mounts");
        foreach (var field in fields)
        {
            if (!field.StartsWith("from=", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            from = field[5..];
            if (from.IndexOf('$', StringComparison.Ordinal) is var dollar && dollar >= 0 && dollar < from.Length - 1)
            {
                throw Error(
                    "'from' doesn't support variable expansion, define alias stage instead",
                    "Add a stage FROM that variable and name it here");
            }
        }

        try
        {
            return Parse(text, fields, word => word);
        }
        catch (DockerfileException)
        {
            return new RunMount(text) { From = from };
        }
    }

    /// <summary>Reads a mount.</summary>
    /// <param name="text">The options.</param>
    /// <param name="expand">Expands the value of an option.</param>
    /// <exception cref="DockerfileException">An option is unknown, has a wrong value, or does not go with the type.</exception>
    public static RunMount Parse(string text, Func<string, string> expand) =>
        Parse(text, CsvFields.Split(text, "mounts"), expand);

    private static RunMount Parse(string text, List<string> fields, Func<string, string> expand)
    {
        var mount = new RunMount(text);
        bool? readOnly = null;
        foreach (var field in fields)
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
            var value = equals < 0 ? WithoutValue(mount, key, field) : expand(field[(equals + 1)..]);
            switch (key)
            {
                case "ro" or "readonly":
                    readOnly = FlagValue.Boolean(key, value);
                    break;
                case "rw" or "readwrite":
                    readOnly = !FlagValue.Boolean(key, value);
                    break;
                default:
                    mount = With(mount, key, value, field);
                    break;
            }
        }

        mount = mount with { IsReadOnly = readOnly ?? mount.Type is not (RunMountType.Cache or RunMountType.Tmpfs) };
        Check(mount);
        return mount;
    }

    private static string WithoutValue(RunMount mount, string key, string field) => key switch
    {
        "readonly" or "ro" or "readwrite" or "rw" => "true",
        "required" => mount.Type is RunMountType.Secret or RunMountType.Ssh ? "true" : throw NotFor(key, mount.Type),
        _ => throw Error($"invalid field '{field}' must be a key=value pair"),
    };

    private static RunMount With(RunMount mount, string key, string value, string field) => key switch
    {
        "type" => mount with { Type = Type(value) },
        "from" => mount with { From = NotEmpty(value) },
        "source" or "src" => mount with { Source = NotEmpty(value) },
        "target" or "dst" or "destination" => mount with { Target = NotEmpty(value) },
        "required" => mount.Type is RunMountType.Secret or RunMountType.Ssh
            ? mount with { IsRequired = FlagValue.Boolean(key, value) }
            : throw NotFor(key, mount.Type),
        "size" => mount.Type == RunMountType.Tmpfs
            ? mount with { SizeBytes = FlagValue.Size(key, value) }
            : throw NotFor(key, mount.Type),
        "id" => mount with { Id = NotEmpty(value) },
        "sharing" => mount with { Sharing = Sharing(value) },
        "mode" => mount with { Mode = FlagValue.Octal(key, value) },
        "uid" => mount with { UserId = FlagValue.Number(key, value) },
        "gid" => mount with { GroupId = FlagValue.Number(key, value) },
        "env" => mount with { Env = value },
        _ => throw Error($"unexpected key '{key}' in '{field}'{Suggestion.Text(key, s_keys)}"),
    };

    private static void Check(RunMount mount)
    {
        if (mount.Type is RunMountType.Bind or RunMountType.Tmpfs)
        {
            var notAllowed = mount.Mode is not null ? "mode" : mount.UserId is not null ? "uid" : mount.GroupId is not null ? "gid" : null;
            if (notAllowed is not null)
            {
                throw Error($"{notAllowed} not allowed for {GoQuote.Quote(Name(mount.Type))} type mounts");
            }
        }

        if (mount.Type == RunMountType.Secret)
        {
            CheckSecret(mount);
        }

        if (mount.Sharing is not null && mount.Type != RunMountType.Cache)
        {
            throw Error($"invalid cache sharing set for {Name(mount.Type)} mount");
        }
    }

    private static void CheckSecret(RunMount mount)
    {
        if (mount.From is not null)
        {
            throw Error("secret mount should not have a from");
        }

        if (mount.Sharing is not null)
        {
            throw Error("secret mount should not define sharing");
        }

        if (mount is { Source: null, Target: null, Id: null })
        {
            throw Error("invalid secret mount. one of source, target required", "Add id=NAME");
        }

        if (mount is { Source: not null, Id: not null })
        {
            throw Error("both source and id can't be set");
        }
    }

    private static RunMountType Type(string value) => value.ToLowerInvariant() switch
    {
        "bind" => RunMountType.Bind,
        "cache" => RunMountType.Cache,
        "tmpfs" => RunMountType.Tmpfs,
        "secret" => RunMountType.Secret,
        "ssh" => RunMountType.Ssh,
        _ => throw Error($"unsupported mount type {GoQuote.Quote(value)}{Suggestion.Text(value, s_types)}", $"The types are {string.Join(", ", s_types)}"),
    };

    private static CacheSharing Sharing(string value) => value.ToLowerInvariant() switch
    {
        "shared" => CacheSharing.Shared,
        "private" => CacheSharing.Private,
        "locked" => CacheSharing.Locked,
        _ => throw Error($"unsupported sharing value {GoQuote.Quote(value)}{Suggestion.Text(value, s_sharings)}", $"The values are {string.Join(", ", s_sharings)}"),
    };

    private static string Name(RunMountType type) => type.ToString().ToLowerInvariant();

    private static string? NotEmpty(string value) => value.Length == 0 ? null : value;

    private static DockerfileException NotFor(string key, RunMountType type) =>
        Error($"unexpected key '{key}' for mount type '{Name(type)}'");

    private static DockerfileException Error(string message, string? hint = null) =>
        new(DiagnosticCodes.InvalidFlag, message, hint);
}
