using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Drydock.Build.Graph;
using Drydock.Dockerfile;

namespace Drydock.Build.Attesting;

/// <summary>The steps of an image in the form of provenance: each after those it needs.</summary>
/// <remarks>The fields of BuildKit's solver/pb/ops.proto, in JSON, as far as a step has them.</remarks>
internal static class StepList
{
    /// <summary>The steps with what they do and need.</summary>
    public static JsonArray Definition(IReadOnlyList<BuildStep> steps)
    {
        var ids = steps.Select((step, i) => (step, Id: IdOf(i))).ToDictionary(s => s.step, s => s.Id);
        return new JsonArray([.. steps.Select(JsonNode (step) => new JsonObject
        {
            ["id"] = ids[step],
            ["op"] = new JsonObject { ["Op"] = Operation(step) },
            ["inputs"] = new JsonArray([.. step.Inputs.Distinct().Select(i => JsonValue.Create($"{ids[i]}:0"))]),
        })]);
    }

    /// <summary>Where in the Dockerfile each step stands, and the file.</summary>
    public static JsonObject Source(IReadOnlyList<BuildStep> steps, DockerfileDocument document)
    {
        var locations = new JsonObject();
        for (var i = 0; i < steps.Count; i++)
        {
            if (!steps[i].Lines.IsNone)
            {
                var range = new JsonObject { ["start"] = Line(steps[i].Lines.Start), ["end"] = Line(steps[i].Lines.End) };
                locations[IdOf(i)] = new JsonObject { ["locations"] = new JsonArray(new JsonObject { ["ranges"] = new JsonArray(range) }) };
            }
        }

        var file = new JsonObject
        {
            ["filename"] = document.FileName,
            ["language"] = "Dockerfile",
            ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(document.Text)),
        };
        return new JsonObject { ["locations"] = locations, ["infos"] = new JsonArray(file) };
    }

    private static JsonObject Line(int number) => new() { ["line"] = number };

    private static string IdOf(int index) => "step" + index.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Operation(BuildStep step) => step switch
    {
        RunStep run => new JsonObject { ["exec"] = Execution(run) },
        CopyStep copy => File("copy", new JsonObject { ["src"] = Array(copy.Sources.Select(s => copy.Fetched.TryGetValue(s, out var fetched) ? fetched.Title : s)), ["dest"] = copy.Destination }),
        WorkdirStep workdir => File("mkdir", new JsonObject { ["path"] = workdir.Path, ["makeParents"] = true }),
        BaseStep { Image: null } => new JsonObject { ["source"] = new JsonObject { ["identifier"] = "scratch" } },
        BaseStep from => new JsonObject { ["source"] = new JsonObject { ["identifier"] = "docker-image://" + from.Reference } },
        _ => new JsonObject { ["source"] = new JsonObject { ["identifier"] = step.Title } },
    };

    private static JsonObject Execution(RunStep run) => new()
    {
        ["meta"] = new JsonObject
        {
            ["args"] = Array(run.Arguments),
            ["env"] = Array(run.Environment),
            ["cwd"] = run.WorkingDirectory,
            ["user"] = run.User,
        },
        ["network"] = run.Network,
        ["mounts"] = new JsonArray([.. run.Mounts.Select(JsonNode (m) => new JsonObject { ["dest"] = m.Target, ["mountType"] = m.Options.Type.ToString().ToUpperInvariant() })]),
    };

    private static JsonObject File(string action, JsonObject what) =>
        new() { ["file"] = new JsonObject { ["actions"] = new JsonArray(new JsonObject { ["Action"] = new JsonObject { [action] = what } }) } };

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
