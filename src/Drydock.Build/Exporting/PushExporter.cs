using System.Globalization;
using System.Text;
using Drydock.Build.Caching.Sharing;
using Drydock.Build.Progress;
using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>Pushes an assembled image to the registries of its names.</summary>
internal sealed class PushExporter(BuildSession session, RegistryClient client)
{
    /// <summary>Pushes the image, or the index with its images, once to each repository.</summary>
    /// <returns>The manifest or index that was pushed.</returns>
    /// <exception cref="RegistryException">A registry does not take it.</exception>
    public async Task<Descriptor?> PushAsync(
        OutputSpec spec, PackOptions options, BuiltTarget target, IReadOnlyList<Reference> names, VertexReporter vertex, CancellationToken cancellationToken)
    {
        options = WithInlineCache(options, target);
        var images = target.Images.Select(i => (Image: new OutgoingImage(i.Image.Id, null, [.. i.Image.Layers.Select(Outgoing)]) { Attestations = i.Attestations }, i.Platform)).ToList();
        var pusher = new ImagePusher(session.Store, client, options, news => Show(vertex, news));
        Descriptor? manifest = null;
        foreach (var group in names.GroupBy(RepositoryName.Of))
        {
            vertex.Status($"pushing layers to {group.Key}");
            var tags = spec.PushByDigest ? [] : group.Select(n => n.Tag).OfType<string>().Distinct().ToList();
            var destination = new RegistryDestination(client, group.Key, tags);
            var pushed = target.IsIndex || target.IsAttested ? null : await pusher.PushAsync(images[0].Image, destination, cancellationToken);
            manifest = pushed?.Descriptor ?? await pusher.PushIndexAsync([.. images.Select(i => (i.Image with { Names = [.. group] }, i.Platform))], destination, cancellationToken);
            vertex.Status($"pushing layers to {group.Key}", done: true);
            foreach (var tag in tags.Select(t => ":" + t).DefaultIfEmpty(""))
            {
                vertex.Status($"pushing manifest for {group.Key}{tag}@{manifest.Digest}", done: true);
            }

            Remember(pusher, target, group, pushed, manifest.Digest);
        }

        return manifest;
    }

    private OutgoingLayer Outgoing(LayerRecord layer)
    {
        var known = session.Layers.Find(LayerStore.IdOf(layer.DiffId!.Value));
        return known ?? new OutgoingLayer(layer.DiffId.Value, null, null);
    }

    private PackOptions WithInlineCache(PackOptions options, BuiltTarget target)
    {
        if (session.Shared is not { } shared || !session.Options.CacheTo.Any(t => t.Kind == SharedCacheKind.Inline))
        {
            return options;
        }

        var documents = target.Images.Select(i => new ImageAnnotation(
            AnnotationPlace.Manifest, i.Image.Config.Platform, SharedCacheDocument.Annotation, Encoding.UTF8.GetString(SharedCacheWriter.Inline(session, shared, i.Image).Serialize())));
        return options with { Annotations = [.. options.Annotations, .. documents] };
    }

    private void Remember(ImagePusher pusher, BuiltTarget target, IEnumerable<Reference> names, PushedImage? pushed, Digest digest)
    {
        foreach (var name in names)
        {
            if (session.Store.Images.Find(name.ToString()) is { } record && record.ShownId == target.Id)
            {
                pusher.Remember(record, name, pushed, digest);
            }
        }
    }

    internal static void Show(VertexReporter vertex, TransferNews news)
    {
        switch (news.State)
        {
            case TransferState.Uploading:
                vertex.Status($"pushing layer {news.Layer}", news.Bytes, news.Total);
                break;
            case TransferState.Pushed:
                vertex.Status($"pushing layer {news.Layer}", news.Total, news.Total, done: true);
                break;
            case TransferState.Mounted:
                vertex.Status(string.Create(CultureInfo.InvariantCulture, $"mounted layer {news.Layer} from {news.Source}"), done: true);
                break;
            default:
                break;
        }
    }
}
