using Drydock.Build.Attesting;
using Drydock.Build.Graph;
using Drydock.Build.Planning;
using Drydock.Images.Records;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>From executed stages to a target: the images for its platforms, and the index over them.</summary>
internal sealed class TargetAssembler(Store store, BuildOptions options, ImageAssembler assembler, Func<BuildStep, StepResult> results)
{
    /// <summary>Assembles a target.</summary>
    /// <param name="images">The planned images, in the order of the platforms.</param>
    /// <param name="withLayers">Fetch the layers of bases that are not in the store.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<BuiltTarget> AssembleAsync(IReadOnlyList<PlannedImage> images, bool withLayers, CancellationToken cancellationToken)
    {
        var built = new List<BuiltImage>();
        for (var i = 0; i < images.Count; i++)
        {
            var image = await assembler.AssembleAsync(images[i], results, withLayers, cancellationToken);
            built.Add(new BuiltImage(options.Platforms?[i] ?? image.Config.Platform, image, results(images[i].Top).Snapshot));
        }

        return new BuiltTarget(built, options.Platforms is null
            ? ImageRecords.Of(store, built[0].Image)
            : PlatformIndex.Record(store, [.. built.Select(b => new PlatformImage(b.Platform, b.Image.Id, null, ImageRecords.LayersOf(b.Image)))], ImageRecords.Origin));
    }

    /// <summary>Adds what is stated of the images, and keeps it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plans">What it was built by, one plan an image.</param>
    /// <param name="began">When the build began.</param>
    /// <remarks>Of a platform that is given twice, each image has what is stated of both, as with BuildKit.</remarks>
    public BuiltTarget Attest(BuiltTarget target, IReadOnlyList<BuildPlan> plans, DateTimeOffset began)
    {
        var provenance = new Provenance(options, began, store.Time.GetUtcNow());
        var stated = target.Images.Zip(plans, (image, plan) => (image.Platform, Attestation: provenance.Of(plan))).ToLookup(s => s.Platform, s => s.Attestation);
        var kept = stated.SelectMany(s => s.Select(a => new ImageAttestation(s.Key, a.PredicateType, store.Blobs.WriteDocument(a.Predicate))));
        return new BuiltTarget(
            [.. target.Images.Select(i => i with { Attestations = [.. stated[i.Platform]] })],
            target.Record with { Attestations = [.. kept] });
    }
}
