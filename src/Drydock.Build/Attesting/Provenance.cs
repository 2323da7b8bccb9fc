using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Dockerfile.Stages;
using Drydock.Images.Packing;
using Drydock.Oci;

namespace Drydock.Build.Attesting;

/// <summary>States how an image was made: of what, by which request, when.</summary>
/// <remarks>SLSA provenance v1, with the parameters and extensions that BuildKit's docs/attestations/slsa-definitions.md defines.</remarks>
/// <param name="options">The build.</param>
/// <param name="began">When it began.</param>
/// <param name="finished">When its last step ended.</param>
internal sealed class Provenance(BuildOptions options, DateTimeOffset began, DateTimeOffset finished)
{
    private const string PredicateType = "https://slsa.dev/provenance/v1";
    private const string BuildType = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md";
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ProvenanceOptions _wanted = options.Provenance!;
    private readonly string _invocation = Guid.NewGuid().ToString("N");

    /// <summary>The statement about the image of one platform.</summary>
    public Attestation Of(BuildPlan plan)
    {
        var steps = StepOrder.Of(plan.Image.Top);
        var predicate = new JsonObject
        {
            ["buildDefinition"] = new JsonObject
            {
                ["buildType"] = BuildType,
                ["externalParameters"] = new JsonObject { ["configSource"] = ConfigSource(), ["request"] = Request(plan) },
                ["internalParameters"] = Internal(steps),
                ["resolvedDependencies"] = new JsonArray([.. ResolvedDependencies.Of(steps)]),
            },
            ["runDetails"] = new JsonObject
            {
                ["builder"] = new JsonObject { ["id"] = _wanted.BuilderId },
                ["metadata"] = Metadata(steps),
            },
        };
        return new Attestation(PredicateType, Encoding.UTF8.GetBytes(predicate.ToJsonString(s_json)));
    }

    private JsonObject ConfigSource()
    {
        var source = new JsonObject();
        if (_wanted.ContextUri is { } uri)
        {
            source["uri"] = uri;
        }

        source["path"] = options.Dockerfile.FileName;
        return source;
    }

    private JsonObject Request(BuildPlan plan)
    {
        var request = new JsonObject { ["frontend"] = "dockerfile.v0", ["args"] = Arguments() };
        if (_wanted.ContextUri is null)
        {
            request["locals"] = new JsonArray(Named("context"), Named("dockerfile"));
        }

        if (_wanted.IsMax)
        {
            request["secrets"] = new JsonArray([.. plan.Outline.Secrets.Select(Mount)]);
            request["ssh"] = new JsonArray([.. plan.Outline.Agents.Select(Mount)]);
        }

        return request;

        static JsonNode Named(string name) => new JsonObject { ["name"] = name };

        static JsonNode Mount(MountInput mount) => mount.IsRequired
            ? new JsonObject { ["id"] = mount.Name }
            : new JsonObject { ["id"] = mount.Name, ["optional"] = true };
    }

    // Proxies may hold passwords, and say nothing of the image.
    private JsonObject Arguments()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (options.Target is { Length: > 0 } target)
        {
            all["target"] = target;
        }

        if (_wanted.IsMax)
        {
            foreach (var (name, value) in options.BuildArgs.Where(a => !PredefinedArguments.IsProxy(a.Key)))
            {
                all[$"build-arg:{name}"] = value;
            }

            foreach (var (name, value) in options.Labels)
            {
                all[$"label:{name}"] = value;
            }
        }

        return new JsonObject(all.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
    }

    private JsonObject Internal(IReadOnlyList<BuildStep> steps)
    {
        var parameters = new JsonObject { ["builderPlatform"] = Platform.Host.ToString() };
        if (_wanted.IsMax)
        {
            parameters["buildConfig"] = new JsonObject { ["llbDefinition"] = StepList.Definition(steps) };
        }

        return parameters;
    }

    private JsonObject Metadata(IReadOnlyList<BuildStep> steps)
    {
        var fetches = steps.Any(s => s is SourceStep or RunStep { Network: not "none" });
        var metadata = new JsonObject
        {
            ["invocationID"] = _invocation,
            ["startedOn"] = OciTime.Format(began),
            ["finishedOn"] = OciTime.Format(finished),
            ["buildkit_hermetic"] = !fetches,
            ["buildkit_completeness"] = new JsonObject
            {
                ["request"] = _wanted.IsMax || (options.BuildArgs.Count == 0 && options.Labels.Count == 0),
                ["resolvedDependencies"] = false,
            },
            ["buildkit_reproducible"] = _wanted.IsReproducible,
        };
        if (_wanted.IsMax)
        {
            metadata["buildkit_metadata"] = new JsonObject { ["source"] = StepList.Source(steps, options.Dockerfile) };
        }

        return metadata;
    }
}
