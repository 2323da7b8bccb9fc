using Drydock.Dockerfile.Stages;
using Drydock.Layers.Folding;

namespace Drydock.Cli.Arguments;

/// <summary>The value of <c>--layers</c>, and <c>--squash</c>, which is docker's word for one of them.</summary>
internal static class LayersArgument
{
    private static readonly string[] s_forms = ["exact", "folded", "flat"];

    /// <exception cref="UsageException">The form is not known, or both flags say different things.</exception>
    public static LayerForm Parse(string? value, bool squash)
    {
        var form = Parse(value, squash ? LayerForm.Flat : LayerForm.Exact);
        return squash && form != LayerForm.Flat
            ? throw new UsageException($"--squash means --layers=flat: it cannot be given with --layers={value}")
            : form;
    }

    /// <exception cref="UsageException">The form is not known.</exception>
    public static LayerForm Parse(string? value, LayerForm otherwise) => value switch
    {
        null => otherwise,
        "exact" => LayerForm.Exact,
        "folded" => LayerForm.Folded,
        "flat" => LayerForm.Flat,
        _ => throw new UsageException($"invalid value \"{value}\" for --layers{Suggestion.Text(value, s_forms)}\nthe forms are {string.Join(", ", s_forms)}"),
    };
}
