using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;

namespace Drydock.Cli.Templates;

/// <summary>What a listing can show.</summary>
/// <param name="DefaultTable">The template of its table: cells separated by tabs.</param>
/// <param name="Headers">The heading of each placeholder: <c>ID</c> has <c>IMAGE ID</c>.</param>
internal sealed record Listing(string DefaultTable, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// The option <c>--format</c> of listings: nothing or <c>table</c> for the default table, <c>table
/// TEMPLATE</c>, <c>json</c> for one document a line, or a template for each line.
/// </summary>
/// <remarks>docker, "Format command and log output".</remarks>
internal sealed class FormatOption
{
    private const string TableKey = "table";
    private const string JsonKey = "json";

    private static readonly TemplateOptions s_rows = TemplateOptions.Default with { MissingKey = MissingKey.UnknownField };

    private readonly string? _template;

    private FormatOption(string? template, bool isTable)
    {
        _template = template;
        IsTable = isTable;
        if (template is not null)
        {
            // A malformed template is found before anything is listed.
            _ = Template.Parse(template);
        }
    }

    /// <summary>Whether the rows are aligned under a heading.</summary>
    public bool IsTable { get; }

    /// <summary>Reads the value of the option; null or empty when it was not given.</summary>
    /// <exception cref="TemplateException">The template is malformed.</exception>
    public static FormatOption Parse(string? value)
    {
        var text = Unescape(value ?? "").Trim(' ');
        if (text is "" or TableKey)
        {
            return new FormatOption(null, isTable: true);
        }

        if (text == JsonKey)
        {
            return new FormatOption("{{json .}}", isTable: false);
        }

        return text.StartsWith(TableKey + " ", StringComparison.Ordinal) || text.StartsWith(TableKey + "\t", StringComparison.Ordinal)
            ? new FormatOption(text[TableKey.Length..].TrimStart(), isTable: true)
            : new FormatOption(text, isTable: false);
    }

    /// <summary>The whole listing, each row ended by a line feed.</summary>
    /// <exception cref="TemplateException">The template does not fit the rows.</exception>
    public string Format(IEnumerable<JsonElement> rows, Listing listing)
    {
        var template = Template.Parse(_template ?? listing.DefaultTable);
        var output = new StringBuilder();
        if (IsTable)
        {
            output.Append(Heading(template, listing)).Append('\n');
        }

        foreach (var row in rows)
        {
            output.Append(template.Execute(row, s_rows)).Append('\n');
        }

        // A table is for eyes: names in images are others' words.
        return IsTable ? TerminalText.Lines(TabWriter.Align(output.ToString())) : output.ToString();
    }

    /// <summary>The heading: the template over the headers, with functions that leave those as they are.</summary>
    private static string Heading(Template template, Listing listing)
    {
        var headers = new JsonObject();
        foreach (var (placeholder, header) in listing.Headers)
        {
            headers[placeholder] = header;
        }

        var functions = new Dictionary<string, TemplateFunction>(TemplateFunctions.All, StringComparer.Ordinal);
        foreach (var name in new[] { "json", "split", "join", "title", "lower", "upper", "truncate", "println" })
        {
            functions[name] = arguments => arguments.Count > 0 ? arguments[0] : "";
        }

        return template.Execute(headers, new TemplateOptions(MissingKey.NoValue, functions));
    }

    /// <summary>
    /// A shell passes <c>\t</c> and <c>\n</c> as two characters. In actions they stay: there they
    /// are escapes of quoted texts.
    /// </summary>
    private static string Unescape(string text)
    {
        var output = new StringBuilder();
        for (var position = 0; position < text.Length;)
        {
            var open = text.IndexOf("{{", position, StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;
            var close = text.IndexOf("}}", open, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : text.Length;
            output.Append(text[position..open].Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));
            output.Append(text, open, close - open);
            position = close;
        }

        return output.ToString();
    }
}
