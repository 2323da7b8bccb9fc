using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Stages;

/// <summary>The variables of FROM lines: predefined arguments, and ARG before the first FROM.</summary>
public sealed class GlobalScope
{
    private readonly IReadOnlyDictionary<string, string> _buildArgs;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    private GlobalScope(VariableScope variables, IReadOnlyDictionary<string, string> buildArgs)
    {
        Variables = variables;
        _buildArgs = buildArgs;
    }

    /// <summary>The arguments that have a value.</summary>
    public VariableScope Variables { get; }

    /// <summary>The names declared before the first FROM, with or without a value.</summary>
    public IReadOnlySet<string> Declared => _declared;

    /// <summary>The value of an argument; null when it has none.</summary>
    public string? Lookup(string name) => Variables.Lookup(name);

    /// <summary>The value given on the command line; null when none was given.</summary>
    public string? BuildArg(string name) => _buildArgs.GetValueOrDefault(name);

    /// <summary>Evaluates the ARG instructions before the first FROM.</summary>
    /// <param name="document">The file.</param>
    /// <param name="predefined">See <see cref="PredefinedArguments"/>.</param>
    /// <param name="buildArgs">The values given on the command line: they win over defaults and predefined ones.</param>
    /// <exception cref="DockerfileException">A default cannot be expanded.</exception>
    public static GlobalScope Evaluate(
        DockerfileDocument document,
        IEnumerable<KeyValuePair<string, string>> predefined,
        IReadOnlyDictionary<string, string> buildArgs) =>
        Evaluate(document.MetaArgs, document.Escape, predefined, buildArgs);

    internal static GlobalScope Evaluate(
        IReadOnlyList<ArgInstruction> metaArgs,
        char escape,
        IEnumerable<KeyValuePair<string, string>> predefined,
        IReadOnlyDictionary<string, string> buildArgs)
    {
        var variables = new VariableScope();
        foreach (var (name, value) in predefined)
        {
            variables.Set(name, buildArgs.GetValueOrDefault(name) ?? value);
        }

        var scope = new GlobalScope(variables, buildArgs);
        foreach (var instruction in metaArgs)
        {
            foreach (var argument in instruction.Arguments)
            {
                scope._declared.Add(argument.Name);
                var value = scope.BuildArg(argument.Name)
                    ?? (argument.Default is null ? null : instruction.ExpandDefault(argument, variables.Lookup, escape).Value);
                if (value is not null)
                {
                    variables.Set(argument.Name, value);
                }
            }
        }

        return scope;
    }
}
