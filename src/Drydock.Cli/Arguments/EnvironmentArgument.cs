using System.Text;
using Drydock.Linux.Files;

namespace Drydock.Cli.Arguments;

/// <summary>The values of <c>--env</c> and <c>--env-file</c>.</summary>
internal static class EnvironmentArgument
{
    private const int MaxFileBytes = 1 << 20;

    /// <summary>The variables: those of files first, as docker has it. A name alone takes its value from here, or is left out.</summary>
    /// <exception cref="UsageException">A file is not there, or a line of one is malformed.</exception>
    public static IReadOnlyList<string> Parse(IEnumerable<string> files, IEnumerable<string> values)
    {
        var all = files.SelectMany(ReadFile).Concat(values);
        return [.. PairArgument.Parse(all, "--env", fromEnvironment: true).Select(pair => $"{pair.Key}={pair.Value}")];
    }

    private static IEnumerable<string> ReadFile(string path)
    {
        var bytes = HostDocument.TryRead(path, MaxFileBytes) ?? throw new UsageException($"--env-file {path}: there is no such file");
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var text = line.TrimStart().TrimEnd('\r');
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            var name = text.Split('=', 2)[0];
            if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            {
                throw new UsageException($"--env-file {path}: line {number}: \"{name}\" is not a name of a variable");
            }

            yield return text;
        }
    }
}
