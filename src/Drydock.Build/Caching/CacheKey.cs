using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Caching;

/// <summary>
/// The digest of a step's ingredients, with the ingredients beside it, so that a miss can be
/// explained by comparing two lists.
/// </summary>
public sealed record CacheKey(Digest Digest, IReadOnlyList<Ingredient> Ingredients)
{
    /// <summary>The value of the ingredient named, or null.</summary>
    public string? this[string name] => Ingredients.FirstOrDefault(i => i.Name == name)?.Value;
}

/// <summary>Collects the ingredients of one cache key. Their order is part of the key.</summary>
public sealed class CacheKeyBuilder
{
    // Changing what goes into keys means a new prefix: old records then never match by accident.
    private const string Version = "drydock-cache-key-1\n";

    private readonly List<Ingredient> _ingredients = [];

    /// <summary>Starts the key of a step of a kind: <c>run</c>, <c>copy</c>, ….</summary>
    public CacheKeyBuilder(string kind) => Add("kind", kind);

    /// <summary>Adds an ingredient; null adds nothing, which differs from an empty value.</summary>
    public CacheKeyBuilder Add(string name, string? value)
    {
        if (value is not null)
        {
            _ingredients.Add(new Ingredient(name, value));
        }

        return this;
    }

    /// <summary>Adds a list as numbered ingredients.</summary>
    public CacheKeyBuilder AddAll(string name, IEnumerable<string> values)
    {
        var index = 0;
        foreach (var value in values)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{index++}"), value);
        }

        return this;
    }

    /// <summary>The key of what was added.</summary>
    public CacheKey Build()
    {
        var text = new StringBuilder(Version);
        foreach (var (name, value) in _ingredients)
        {
            // Lengths make the encoding unambiguous whatever the values hold.
            text.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}={value.Length}:{value}\n");
        }

        // As they are in memory: an encoder would make all bytes that are no UTF-8 the same.
        return new CacheKey(Digest.OfBytes(MemoryMarshal.AsBytes(text.ToString().AsSpan())), _ingredients);
    }
}
