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
    /// <summary>Pushes the image, once to each repository.</summary>
    /// <returns>The manifest that was pushed.</returns>
    /// <exception cref="BuildException">The image has no name.</exception>
    /// <exception cref="RegistryException">A registry does not take it.</exception>
    public async Task<Descriptor?> PushAsync(
        OutputSpec spec, PackOptions options, AssembledImage image, IReadOnlyList<Reference> names, VertexReporter vertex, CancellationToken cancellationToken)
    {
        options = WithInlineCache(options, image);
        var outgoing = new OutgoingImage(image.Id, null, [.. image.Layers.Select(Outgoing)]);
        var pusher = new ImagePusher(session.Store, client, options, news => Show(vertex, news));
        Descriptor? manifest = null;
        foreach (var group in names.GroupBy(RepositoryName.Of))
        {
            vertex.Status($"pushing layers to {group.Key}");
            var tags = spec.PushByDigest ? [] : group.Select(n => n.Tag).OfType<string>().Distinct().ToList();
            var pushed = await pusher.PushAsync(outgoing, new RegistryDestination(client, group.Key, tags), cancellationToken);
            vertex.Status($"pushing layers to {group.Key}", done: true);
            foreach (var tag in tags.Select(t => ":" + t).DefaultIfEmpty(""))
            {
                vertex.Status($"pushing manifest for {group.Key}{tag}@{pushed.Descriptor.Digest}", done: true);
            }

            Remember(pusher, image, group, pushed);
            manifest = pushed.Descriptor;
        }

        return manifest;
    }

    private OutgoingLayer Outgoing(LayerRecord layer)
    {
        var known = session.Layers.Find(LayerStore.IdOf(layer.DiffId!.Value));
        return known ?? new OutgoingLayer(layer.DiffId.Value, null, null);
    }

    private PackOptions WithInlineCache(PackOptions options, AssembledImage image)
    {
        if (session.Shared is not { } shared || !session.Options.CacheTo.Any(t => t.Kind == SharedCacheKind.Inline))
        {
            return options;
        }

        var document = Encoding.UTF8.GetString(SharedCacheWriter.Inline(session, shared, image).Serialize());
        return options with { Annotations = [.. options.Annotations, new ImageAnnotation(AnnotationPlace.Manifest, null, SharedCacheDocument.Annotation, document)] };
    }

    private void Remember(ImagePusher pusher, AssembledImage image, IEnumerable<Reference> names, PushedImage pushed)
    {
        foreach (var name in names)
        {
            if (session.Store.Images.Find(name.ToString()) is { } record && record.Id == image.Id)
            {
                pusher.Remember(record, name, pushed);
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
