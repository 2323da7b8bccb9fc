using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Images.Archives;
using Drydock.Images.Packing;
using Drydock.Layers;
using Drydock.Layers.Compression;
using Drydock.Layers.Diff;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>Writes an assembled image to the outputs that were asked for.</summary>
public sealed class Exporter(BuildSession session, RegistryClient client)
{
    /// <summary>Writes one output.</summary>
    /// <param name="spec">What and where.</param>
    /// <param name="image">The image.</param>
    /// <param name="names">Names of <c>--tag</c>.</param>
    /// <param name="snapshot">The image's root file system.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The manifest that was written; null for outputs without one.</returns>
    public async Task<Descriptor?> ExportAsync(
        OutputSpec spec, AssembledImage image, IReadOnlyList<Reference> names, Snapshot snapshot, CancellationToken cancellationToken)
    {
        Reference[] all = [.. names, .. spec.Names.Select(Images.Records.ImageTagger.ParseName)];
        return spec.Kind switch
        {
            OutputKind.Image => await session.Progress.Begin("exporting to image").RunAsync(vertex => ToImageAsync(spec, image, all, vertex, cancellationToken)),
            OutputKind.Oci => await ArchiveAsync("exporting to oci image format", spec, image, all, docker: false),
            OutputKind.Docker => await ArchiveAsync("exporting to docker image format", spec, image, all, docker: true),
            OutputKind.Tar => await session.Progress.Begin("exporting to client tarball").RunAsync(_ => Task.FromResult(ToTar(spec.Destination!, snapshot, cancellationToken))),
            OutputKind.Local => await session.Progress.Begin("exporting to client directory").RunAsync(_ => Task.FromResult(ToDirectory(spec.Destination!, snapshot, cancellationToken))),
            _ => null,
        };
    }

    private async Task<Descriptor?> ToImageAsync(OutputSpec spec, AssembledImage image, IReadOnlyList<Reference> names, VertexReporter vertex, CancellationToken cancellationToken)
    {
        if (spec.Store)
        {
            ToStore(image, names, vertex);
        }

        return spec.Push ? await new PushExporter(session, client).PushAsync(spec, Options(spec, docker: false), image, names, vertex, cancellationToken) : null;
    }

    private void ToStore(AssembledImage image, IReadOnlyList<Reference> names, VertexReporter vertex)
    {
        vertex.Status($"writing image {image.Id}", done: true);
        var record = new ImageRecord
        {
            Id = image.Id,
            Layers = [.. image.Layers.Select(l => new ImageLayer(l.DiffId!.Value, l.TarBytes, l.FileBytes, null))],
            Tagged = OciTime.Format(session.Store.Time.GetUtcNow()),
            Origin = "build",
        };
        if (names.Count == 0 && session.Store.Images.FindByIdPrefix(image.Id.Hex).Count == 0)
        {
            session.Store.Images.Write(record);
        }

        foreach (var name in names)
        {
            // A name that leads to this image already keeps its record, with all that is known of where the image came from.
            if (session.Store.Images.Find(name.ToString())?.Id != image.Id)
            {
                session.Store.Images.Write(record with { Name = name.ToString() });
            }

            vertex.Status($"naming to {name}", done: true);
        }
    }

    private Task<Descriptor?> ArchiveAsync(string title, OutputSpec spec, AssembledImage image, IReadOnlyList<Reference> names, bool docker) =>
        session.Progress.Begin(title).RunAsync(vertex =>
        {
            vertex.Status("exporting layers");
            var packed = PackedImage.Pack(session.Store, image.Id, names, Options(spec, docker));
            vertex.Status("exporting layers", done: true);
            vertex.Status($"exporting manifest {packed.Descriptor.Digest}", done: true);
            if (spec.AsTar)
            {
                using var output = OpenOutput(spec.Destination!);
                OciLayoutWriter.Write(session.Store, [packed], new TarSink(output), docker);
            }
            else
            {
                using var folder = HostFolder.OpenOrCreate(spec.Destination!);
                OciLayoutWriter.Write(session.Store, [packed], new DirectorySink(folder), docker);
            }

            return Task.FromResult<Descriptor?>(packed.Descriptor);
        });

    private Descriptor? ToTar(string destination, Snapshot snapshot, CancellationToken cancellationToken)
    {
        using var output = OpenOutput(destination);
        using var view = session.Mounts.MountView(snapshot.Layers);
        using var root = view.Open();
        using var writer = new LayerWriter(output);
        TreeDiff.Write(null, root, writer, new DiffOptions { ClampMtimeSeconds = session.Options.SourceDateEpoch }, cancellationToken);
        writer.Complete();
        return null;
    }

    // As with docker, the files belong to who builds, whoever owns them in the image.
    private Descriptor? ToDirectory(string destination, Snapshot snapshot, CancellationToken cancellationToken)
    {
        using var folder = HostFolder.OpenOrCreate(destination);
        using var view = session.Mounts.MountView(snapshot.Layers);
        using var root = view.Open();
        var options = new DiffOptions { Owner = ProcessOwner.Current, ClampMtimeSeconds = session.Options.SourceDateEpoch };
        TreeCopy.Copy(root, folder, session.Store.Temp, options, cancellationToken);
        return null;
    }

    private static PackOptions Options(OutputSpec spec, bool docker) => new()
    {
        Compression = spec.Compression switch
        {
            "zstd" => CompressionKind.Zstd,
            "uncompressed" => CompressionKind.None,
            _ => CompressionKind.Gzip,
        },
        Level = spec.CompressionLevel,
        Force = spec.ForceCompression,
        OciMediaTypes = spec.OciMediaTypes ?? !docker,
        Annotations = ForOneImage(spec.Annotations),
    };

    private static IReadOnlyList<ImageAnnotation> ForOneImage(IReadOnlyList<ImageAnnotation> annotations) =>
        annotations.Any(a => a.Place is AnnotationPlace.Index or AnnotationPlace.IndexDescriptor)
            ? throw new BuildException("index annotations not supported for single platform export: there is no index to annotate; use manifest: or manifest-descriptor:, or build for several platforms")
            : annotations;

    private static Stream OpenOutput(string destination) => destination == "-"
        ? Console.OpenStandardOutput()
        : new FileStream(destination, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 18);
}
