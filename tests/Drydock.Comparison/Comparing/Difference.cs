using Drydock.Comparison.Images;

namespace Drydock.Comparison.Comparing;

/// <summary>One fact that is not the same in two images.</summary>
internal sealed record Difference(string Path, string Fact, string Ours, string Theirs)
{
    /// <summary>What stands for a fact that an image does not have.</summary>
    public const string Nothing = "-";

    /// <summary>All differences between two images. A path that only one has differs in its kind alone.</summary>
    public static IEnumerable<Difference> Between(ImageFacts ours, ImageFacts theirs)
    {
        foreach (var path in ours.All.Keys.Union(theirs.All.Keys).Order(StringComparer.Ordinal))
        {
            var (mine, other) = (ours.All.GetValueOrDefault(path), theirs.All.GetValueOrDefault(path));
            if (mine is null || other is null)
            {
                yield return new Difference(path, ImageFacts.Existence, mine?[ImageFacts.Existence] ?? Nothing, other?[ImageFacts.Existence] ?? Nothing);
                continue;
            }

            foreach (var fact in mine.Keys.Union(other.Keys))
            {
                var (a, b) = (mine.GetValueOrDefault(fact, Nothing), other.GetValueOrDefault(fact, Nothing));
                if (a != b)
                {
                    yield return new Difference(path, fact, a, b);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"| {Path} | {Fact} | {Ours} | {Theirs} |";
}
