using System.Text;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Checks;

/// <summary>One build check: a rule that a good Dockerfile keeps.</summary>
/// <param name="name">The name, by which it is skipped.</param>
/// <param name="description">What the rule asks for, in one sentence.</param>
public abstract class Check(string name, string description)
{
    /// <summary>The name, by which it is skipped.</summary>
    public string Name { get; } = name;

    /// <summary>What the rule asks for, in one sentence.</summary>
    public string Description { get; } = description;

    /// <summary>Whether it runs only when asked for by <c># check=experimental=NAME</c>.</summary>
    public virtual bool IsExperimental => false;

    /// <summary>The page about the rule, relative to the root of the project.</summary>
    public string DocumentationUrl => $"docs/checks/{Name}.md";

    /// <summary>The page about the rule of the same name in the Dockerfile reference.</summary>
    public string ReferenceUrl => $"https://docs.docker.com/go/dockerfile/rule/{KebabCase(Name)}/";

    /// <summary>Every breach of the rule.</summary>
    internal abstract IEnumerable<Diagnostic> Run(CheckModel model);

    /// <summary>A breach of the rule.</summary>
    private protected Diagnostic Finding(LineRange lines, string message) =>
        new(Name, Severity.Warning, message, lines, null, DocumentationUrl);

    private static string KebabCase(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                result.Append('-');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }
}
