using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Stages;

/// <summary>A build argument as a stage sees it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; null when it has none.</param>
/// <param name="Unmatched">Variables its default used that were not set.</param>
public sealed record DeclaredArgument(string Name, string? Value, IReadOnlySet<string> Unmatched);

/// <summary>The variables within one stage: the base's environment, then ENV and ARG as they come.</summary>
public sealed class StageScope
{
    /// <summary>The PATH of commands where the image sets none.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly HashSet<string> s_none = [];

    /// <summary>Arguments that steer the build and are no variables for commands.</summary>
    private static readonly HashSet<string> s_notInEnvironment =
        new(StringComparer.Ordinal) { "BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE" };

    private readonly VariableScope _variables;
    private readonly List<DeclaredArgument> _arguments = [];

    /// <summary>The scope of a stage that begins from an image or from nothing.</summary>
    /// <param name="environment">The environment of the image, as <c>NAME=value</c>.</param>
    public StageScope(IEnumerable<string> environment) => _variables = new VariableScope(environment);

    /// <summary>The environment a stage begins with: that of its base image, with a PATH in any case.</summary>
    public static IReadOnlyList<string> EnvironmentOf(IReadOnlyList<string>? image) =>
        image?.Any(e => e.StartsWith("PATH=", StringComparison.Ordinal)) == true ? image : [.. image ?? [], $"PATH={DefaultPath}"];

    private StageScope(StageScope parent)
    {
        _variables = parent._variables.Clone();
        _arguments.AddRange(parent._arguments);
    }

    /// <summary>The names that are set.</summary>
    public IReadOnlyList<string> Names => _variables.Names;

    /// <summary>The variables as texts <c>NAME=value</c>: what a command sees.</summary>
    public IEnumerable<string> Environment => _variables.Environment;

    /// <summary>The arguments declared so far, those of the parent stages first. A name may be there more than once.</summary>
    public IReadOnlyList<DeclaredArgument> Arguments => _arguments;

    /// <summary>The arguments declared so far as history entries and cache keys have them: each name once, with its present value.</summary>
    public IReadOnlyList<string> ArgumentValues
    {
        get
        {
            var last = new OrderedDictionary<string, string?>(StringComparer.Ordinal);
            foreach (var argument in _arguments)
            {
                last[argument.Name] = argument.Value;
            }

            var values = new List<string>(last.Count);
            foreach (var (name, value) in last)
            {
                values.Add($"{name}={Lookup(name) ?? value}");
            }

            return values;
        }
    }

    /// <summary>The value of a variable; null when it is not set. Usable as <see cref="Expansion.VariableLookup"/>.</summary>
    public string? Lookup(string name) => _variables.Lookup(name);

    /// <summary>The scope at the beginning of a stage that begins from this one.</summary>
    public StageScope Derive() => new(this);

    /// <summary>Sets the variables of an ENV that was expanded.</summary>
    public void Apply(EnvInstruction instruction)
    {
        foreach (var variable in instruction.Variables)
        {
            _variables.Set(variable.Key, variable.Value);
        }
    }

    /// <summary>
    /// Declares the arguments of an ARG. The value is that of the command line, else the default, else the
    /// global value; with none of them the argument stays unset.
    /// </summary>
    /// <param name="instruction">The instruction as written.</param>
    /// <param name="globals">The global arguments and the values of the command line.</param>
    /// <param name="escape">The escape character of the file.</param>
    /// <returns>The arguments of this instruction.</returns>
    /// <exception cref="DockerfileException">A default that is used cannot be expanded.</exception>
    public IReadOnlyList<DeclaredArgument> Apply(ArgInstruction instruction, GlobalScope globals, char escape)
    {
        var declared = new List<DeclaredArgument>(instruction.Arguments.Count);
        foreach (var argument in instruction.Arguments)
        {
            IReadOnlySet<string> unmatched = s_none;
            var value = globals.BuildArg(argument.Name);
            if (value is null && argument.Default is not null)
            {
                var expanded = instruction.ExpandDefault(argument, Lookup, escape);
                (value, unmatched) = (expanded.Value, expanded.Unmatched);
            }

            value ??= globals.Lookup(argument.Name);
            if (value is not null && !s_notInEnvironment.Contains(argument.Name))
            {
                _variables.Set(argument.Name, value);
            }

            declared.Add(new DeclaredArgument(argument.Name, value, unmatched));
            _arguments.Add(declared[^1]);
        }

        return declared;
    }
}
