using System.Text.Json.Nodes;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Inspecting;

/// <summary>One kind of thing that <c>drydock inspect</c> knows.</summary>
/// <param name="Type">The value of <c>--type</c>.</param>
/// <param name="Find">The document of what a word names, every field there, or null; for an image of several platforms, of the one wanted.</param>
internal sealed record Inspector(string Type, Func<Store, string, Platform?, JsonObject?> Find)
{
    /// <summary>Fields left out of the printed document when they are empty, as <c>Config.Healthcheck</c>: templates see them.</summary>
    public IReadOnlyList<string> OmittedWhenEmpty { get; init; } = [];
}
