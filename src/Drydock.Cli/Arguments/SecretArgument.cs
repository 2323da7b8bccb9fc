using Drydock.Linux.Files;

namespace Drydock.Cli.Arguments;

/// <summary><c>--secret id=ID[,src=FILE|,env=NAME]</c>.</summary>
internal static class SecretArgument
{
    private const int MaxSecretBytes = 500 * 1024;

    /// <exception cref="UsageException">It is malformed, or the file or variable is not there.</exception>
    public static (string Id, Func<byte[]> Read) Parse(string value)
    {
        var fields = CsvFields.Parse("--secret", value);
        string? Field(params string[] keys) => fields.FirstOrDefault(f => keys.Contains(f.Key)).Value;
        if (fields.FirstOrDefault(f => f.Key is not ("id" or "src" or "source" or "env" or "type")) is { Key: { Length: > 0 } unknown })
        {
            throw new UsageException($"unknown key \"{unknown}\" in --secret {value}: id, src or env");
        }

        var id = Field("id") ?? throw new UsageException($"--secret {value} needs id=ID");
        var (source, variable) = (Field("src", "source"), Field("env"));
        if (Field("type") == "env")
        {
            variable ??= source ?? id;
        }

        if (variable is not null || (source is null && Environment.GetEnvironmentVariable(id) is not null))
        {
            var name = variable ?? id;
            var text = Environment.GetEnvironmentVariable(name) ?? throw new UsageException($"--secret {value}: the environment has no variable {name}");
            return (id, () => System.Text.Encoding.UTF8.GetBytes(text));
        }

        var path = source ?? id;
        var bytes = HostDocument.TryRead(path, MaxSecretBytes) ?? throw new UsageException($"--secret {value}: there is no file {path}");
        return (id, () => bytes);
    }
}
