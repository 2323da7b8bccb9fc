using System.CommandLine;
using System.Text.Json.Nodes;
using Drydock.Cli.Arguments;
using Drydock.Cli.Inspecting;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock inspect NAME…</c>, also <c>image inspect</c> and the like for one kind.</summary>
internal static class InspectCommand
{
    /// <param name="globals">Options of all commands.</param>
    /// <param name="noun">What a name that is missing is called: <c>object</c>, or the only kind looked for.</param>
    /// <param name="inspectors">What is looked for, in this order.</param>
    public static Command Create(GlobalOptions globals, string noun, params Inspector[] inspectors)
    {
        var names = new Argument<string[]>("NAME") { Description = "Names, IDs or their beginnings", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string?>("--format", "-f") { Description = "json, or a Go template such as {{.Size}}", HelpName = "FORMAT" };
        var type = new Option<string?>("--type") { Description = $"Look for one kind only: {string.Join(", ", inspectors.Select(i => i.Type))}", HelpName = "TYPE", Hidden = inspectors.Length == 1 };
        var size = new Option<bool>("--size", "-s") { Description = "Accepted without effect: sizes are always shown", Hidden = true };
        var platform = new Option<string?>("--platform") { Description = "Of an image for several platforms, the one for this (default: this machine's)", HelpName = "OS/ARCH" };
        var what = noun == "object" ? "images and containers" : noun + "s";
        var command = new Command("inspect", $"Show all that is known of {what}") { names, format, type, size, platform };
        command.SetAction(result =>
        {
            var wanted = Chosen(inspectors, result.GetValue(type));
            var template = TemplateOf(result.GetValue(format));
            var wantedPlatform = PlatformArgument.ParseOptional(result.GetValue(platform));
            var store = globals.OpenStore(result);
            var documents = new List<JsonObject>();
            var missing = new List<string>();
            foreach (var name in result.GetRequiredValue(names))
            {
                if (wanted.Select(i => (Inspector: i, Document: i.Find(store, name, wantedPlatform))).FirstOrDefault(f => f.Document is not null) is { Document: { } document } found)
                {
                    documents.Add(template is null ? Printed(document, found.Inspector) : document);
                }
                else
                {
                    missing.Add(name);
                }
            }

            Console.WriteLine(template is null ? JsonText.Indented(new JsonArray([.. documents])) : Lines(documents, template));
            foreach (var name in missing)
            {
                Console.Error.WriteLine($"Error: No such {noun}: {name}");
            }

            return missing.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Template? TemplateOf(string? format) => format switch
    {
        null or "" => null,
        "json" => Template.Parse("{{json .}}"),
        _ => Template.Parse(format),
    };

    private static Inspector[] Chosen(Inspector[] inspectors, string? type)
    {
        var chosen = inspectors.Where(i => string.IsNullOrEmpty(type) || i.Type == type).ToArray();
        return chosen.Length > 0
            ? chosen
            : throw new UsageException($"\"{type}\" is not a valid value for --type: one of {string.Join(", ", inspectors.Select(i => i.Type))}");
    }

    // Docker ends what it shows with a line feed even when there is nothing to show.
    private static string Lines(List<JsonObject> documents, Template template) => string.Join('\n', documents.Select(d =>
        template.Execute(d, TemplateOptions.Default with { MissingKey = MissingKey.Error })));

    private static JsonObject Printed(JsonObject document, Inspector inspector)
    {
        foreach (var path in inspector.OmittedWhenEmpty)
        {
            var (owner, field) = path.Split('.') is [var outer, var inner] ? (document[outer] as JsonObject, inner) : (document, path);
            if (owner is not null && owner.ContainsKey(field) && IsEmpty(owner[field]))
            {
                owner.Remove(field);
            }
        }

        return document;
    }

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonObject map => map.Count == 0,
        JsonValue scalar => scalar.TryGetValue<string>(out var text) ? text.Length == 0 : scalar.TryGetValue<bool>(out var truth) && !truth,
        _ => false,
    };
}
