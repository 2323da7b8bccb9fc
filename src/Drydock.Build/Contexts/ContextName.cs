using Drydock.Oci;

namespace Drydock.Build.Contexts;

/// <summary>Names of <c>--build-context</c>: one image has several spellings, and each means the same context.</summary>
public static class ContextName
{
    private const string DefaultTag = ":latest";

    /// <summary>The short form of an image name without <c>:latest</c>; any other text in lower case.</summary>
    public static string Normalize(string name)
    {
        var familiar = Reference.TryParse(name, out var reference) ? reference.ToFamiliarString() : name.ToLowerInvariant();
        return familiar.EndsWith(DefaultTag, StringComparison.Ordinal) ? familiar[..^DefaultTag.Length] : familiar;
    }

    /// <summary>Finds a context; one that was given for the platform (<c>NAME::OS/ARCH</c>) goes before one for all.</summary>
    /// <param name="contexts">The contexts by normalized name.</param>
    /// <param name="name">The name as a Dockerfile has it.</param>
    /// <param name="platform">The platform wanted.</param>
    public static NamedContext? Find(this IReadOnlyDictionary<string, NamedContext> contexts, string name, Platform platform)
    {
        if (contexts.Count == 0)
        {
            return null;
        }

        var normal = Normalize(name);
        return contexts.GetValueOrDefault($"{normal}::{platform.Normalize()}") ?? contexts.GetValueOrDefault(normal);
    }
}
