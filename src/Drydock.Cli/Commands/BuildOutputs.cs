using System.CommandLine;
using Drydock.Build.Exporting;
using Drydock.Cli.Arguments;
using Drydock.Oci;

namespace Drydock.Cli.Commands;

/// <summary>What a build gives back: <c>--output</c>, <c>--push</c>, <c>--load</c> and <c>--annotation</c> together, as in docker buildx.</summary>
internal static class BuildOutputs
{
    /// <exception cref="UsageException">The flags contradict each other, or a push has no name.</exception>
    public static IReadOnlyList<OutputSpec> Read(ParseResult result, BuildFlags flags, IReadOnlyList<Reference> names)
    {
        List<OutputSpec> outputs = [.. (result.GetValue(flags.Output) ?? []).Select(OutputArgument.Parse)];
        if (result.GetValue(flags.Push))
        {
            outputs = WithPush(outputs);
        }

        if (result.GetValue(flags.Load))
        {
            outputs = WithLoad(outputs);
        }

        if (outputs.Any(o => o.Push && names.Count == 0 && o.Names.Count == 0))
        {
            throw new UsageException("tag is needed when pushing to registry: name the image with --tag REGISTRY/NAME");
        }

        var annotations = (result.GetValue(flags.Annotation) ?? []).SelectMany(AnnotationArgument.Parse).ToList();
        return annotations.Count == 0 ? outputs : [.. outputs.DefaultIfEmpty(new OutputSpec(OutputKind.Image)).Select(o => o with { Annotations = [.. o.Annotations, .. annotations] })];
    }

    private static List<OutputSpec> WithPush(List<OutputSpec> outputs)
    {
        if (outputs.Count == 0)
        {
            return [new OutputSpec(OutputKind.Image) { Push = true, Store = false }];
        }

        return outputs.Exists(o => o.Kind == OutputKind.Image)
            ? [.. outputs.Select(o => o.Kind == OutputKind.Image ? o with { Push = true } : o)]
            : throw new UsageException($"push and {outputs[0].Kind.ToString().ToLowerInvariant()} output can't be used together: give -o type=registry beside it");
    }

    private static List<OutputSpec> WithLoad(List<OutputSpec> outputs) => outputs.Exists(o => o.Kind == OutputKind.Image)
        ? [.. outputs.Select(o => o.Kind == OutputKind.Image ? o with { Store = true } : o)]
        : [.. outputs, new OutputSpec(OutputKind.Image)];
}
