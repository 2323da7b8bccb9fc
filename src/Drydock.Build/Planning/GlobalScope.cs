using Drydock.Dockerfile;
using Drydock.Oci;

namespace Drydock.Build.Planning;

/// <summary>The build arguments before the first FROM, and those that exist without being declared.</summary>
internal sealed class GlobalScope
{
    private readonly Dictionary<string, string> _values;
    private readonly BuildOptions _options;

    private GlobalScope(BuildOptions options, Dictionary<string, string> values)
    {
        _options = options;
        _values = values;
    }

    /// <summary>Evaluates the ARG instructions before the first FROM.</summary>
    public static GlobalScope Create(BuildOptions options)
    {
        var values = PlatformArguments.Create(Platform.Host, options.Platform, options.Target);
        foreach (var name in values.Keys.ToList())
        {
            if (options.BuildArgs.TryGetValue(name, out var given))
            {
                values[name] = given;
            }
        }

        foreach (var instruction in options.Dockerfile.MetaArgs)
        {
            foreach (var argument in instruction.Arguments)
            {
                if (options.BuildArgs.TryGetValue(argument.Name, out var given))
                {
                    values[argument.Name] = given;
                }
                else if (argument.Default is not null)
                {
                    values[argument.Name] = instruction.ExpandDefault(argument, values.GetValueOrDefault, options.Dockerfile.Escape).Value;
                }
            }
        }

        return new GlobalScope(options, values);
    }

    /// <summary>The value, or null.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Names of <c>--build-arg</c> that no ARG of the file declares.</summary>
    public IEnumerable<string> Unconsumed(DockerfileDocument document)
    {
        var declared = document.MetaArgs.Concat(document.Stages.SelectMany(s => s.Instructions).OfType<Dockerfile.Instructions.ArgInstruction>())
            .SelectMany(a => a.Arguments).Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        return _options.BuildArgs.Keys.Where(name =>
            !declared.Contains(name) && !PlatformArguments.IsProxy(name) && !PlatformArguments.IsControl(name)).Order(StringComparer.Ordinal);
    }
}
