using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Drydock.Cli.Templates;

/// <summary>What a field that a map does not have gives.</summary>
internal enum MissingKey
{
    /// <summary><c>&lt;no value&gt;</c>.</summary>
    NoValue,

    /// <summary>An error that names it.</summary>
    Error,

    /// <summary>An error that names it and the fields there are: for data that has no others, whatever it describes.</summary>
    UnknownField,
}

/// <summary>How templates are executed.</summary>
/// <param name="MissingKey">What absent fields give.</param>
/// <param name="Functions">The functions; all of <see cref="TemplateFunctions.Names"/> but <c>and</c> and <c>or</c>.</param>
internal sealed record TemplateOptions(MissingKey MissingKey, IReadOnlyDictionary<string, TemplateFunction> Functions)
{
    /// <summary>The largest number that <c>range</c> counts to.</summary>
    public const int MaxRange = 1_000_000;

    /// <summary>Go's and docker's functions, <c>&lt;no value&gt;</c> for absent fields.</summary>
    public static TemplateOptions Default { get; } = new(MissingKey.NoValue, TemplateFunctions.All);
}

/// <summary>A template of Go's text/template over JSON data, with docker's functions: the language of <c>--format</c>.</summary>
/// <remarks>
/// Go, package text/template. Left out: methods, <c>call</c>, <c>html</c>, <c>js</c> and <c>urlquery</c>.
/// Whole numbers stay whole, and a field is found in spite of different case (<c>.ID</c>, <c>"Id"</c>).
/// </remarks>
internal sealed class Template
{
    private readonly TemplateSource _source;
    private readonly IReadOnlyList<TemplateNode> _nodes;
    private readonly Dictionary<string, IReadOnlyList<TemplateNode>> _definitions = new(StringComparer.Ordinal);

    private Template(TemplateSource source)
    {
        _source = source;
        _nodes = TemplateParser.Parse(source, TemplateFunctions.Names, _definitions);
    }

    /// <summary>Parses a template.</summary>
    /// <exception cref="TemplateException">The text is malformed; the message has the place and the cause.</exception>
    public static Template Parse(string text, string name = "") => new(new TemplateSource(text, name));

    /// <summary>Executes the template over JSON data.</summary>
    /// <exception cref="TemplateException">An expression failed; the message has the place and the cause.</exception>
    public string Execute(JsonElement data, TemplateOptions? options = null)
    {
        var output = new StringBuilder();
        var value = TemplateValue.Of(data);
        new TemplateExecutor(_source, _definitions, options ?? TemplateOptions.Default, output, value).Run(_nodes, value);
        return output.ToString();
    }

    /// <summary>Executes the template over JSON data.</summary>
    /// <exception cref="TemplateException">An expression failed; the message has the place and the cause.</exception>
    public string Execute(JsonNode? data, TemplateOptions? options = null)
    {
        using var document = JsonDocument.Parse(data?.ToJsonString() ?? "null", new JsonDocumentOptions { MaxDepth = 1000 });
        return Execute(document.RootElement, options);
    }
}
