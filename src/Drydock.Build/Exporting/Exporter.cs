using Drydock.Build.Progress;
using Drydock.Images.Archives;
using Drydock.Images.Packing;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Build.Exporting;

/// <summary>Writes an assembled image to the outputs that were asked for.</summary>
public sealed class Exporter(BuildSession session, RegistryClient client)
{
    /// <summary>Writes one output.</summary>
    /// <param name="spec">What and where.</param>
    /// <param name="target">What was built.</param>
    /// <param name="names">Names of <c>--tag</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The manifest or index that was written; null for outputs without one.</returns>
    public async Task<Descriptor?> ExportAsync(OutputSpec spec, BuiltTarget target, IReadOnlyList<Reference> names, CancellationToken cancellationToken)
    {
        Reference[] all = [.. names, .. spec.Names.Select(Images.Records.ImageTagger.ParseName)];
        return spec.Kind switch
        {
            OutputKind.Image => await session.Progress.Begin("exporting to image").RunAsync(vertex => ToImageAsync(spec, target, all, vertex, cancellationToken)),
            OutputKind.Oci => await ArchiveAsync("exporting to oci image format", spec, target, all, docker: false),
            OutputKind.Docker => await ArchiveAsync("exporting to docker image format", spec, target, all, docker: true),
            OutputKind.Tar => await session.Progress.Begin("exporting to client tarball").RunAsync(_ => Task.FromResult(ToTar(spec, target, cancellationToken))),
            OutputKind.Local => await session.Progress.Begin("exporting to client directory").RunAsync(_ => Task.FromResult(ToDirectory(spec, target, cancellationToken))),
            _ => null,
        };
    }

    private async Task<Descriptor?> ToImageAsync(OutputSpec spec, BuiltTarget target, IReadOnlyList<Reference> names, VertexReporter vertex, CancellationToken cancellationToken)
    {
        if (spec.Store)
        {
            ToStore(target, names, vertex);
        }

        return spec.Push ? await new PushExporter(session, client).PushAsync(spec, Options(spec, docker: false), target, names, vertex, cancellationToken) : null;
    }

    private void ToStore(BuiltTarget target, IReadOnlyList<Reference> names, VertexReporter vertex)
    {
        vertex.Status($"writing image {target.Id}", done: true);
        if (names.Count == 0 && !session.Store.Images.FindByIdPrefix(target.Id.Hex).Any(r => r.ShownId == target.Id))
        {
            session.Store.Images.Write(target.Record);
        }

        foreach (var name in names)
        {
            // A name that leads to this image already keeps its record, with all that is known of where the image came from.
            var known = session.Store.Images.Find(name.ToString());
            if (known?.ShownId != target.Id)
            {
                session.Store.Images.Write(target.Record with { Name = name.ToString() });
            }
            else if (known.Attestations is null && target.IsAttested)
            {
                session.Store.Images.Write(known with { Attestations = target.Record.Attestations });
            }

            vertex.Status($"naming to {name}", done: true);
        }
    }

    private Task<Descriptor?> ArchiveAsync(string title, OutputSpec spec, BuiltTarget target, IReadOnlyList<Reference> names, bool docker) =>
        session.Progress.Begin(title).RunAsync(vertex =>
        {
            vertex.Status("exporting layers");
            var packed = Pack(target, names, Options(spec, docker), docker);
            vertex.Status("exporting layers", done: true);
            foreach (var image in packed.Images)
            {
                vertex.Status($"exporting manifest {image.Descriptor.Digest}", done: true);
            }

            if (packed is PackedIndex)
            {
                vertex.Status($"exporting manifest list {packed.Descriptor.Digest}", done: true);
            }

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

    private PackedTarget Pack(BuiltTarget target, IReadOnlyList<Reference> names, PackOptions options, bool docker)
    {
        // What docker reads has no place for statements.
        if (!target.IsIndex && (docker || !target.IsAttested))
        {
            return PackedImage.Pack(session.Store, target.Id, names, options);
        }

        var images = target.Images.Select(i => PackedImage.Pack(session.Store, i.Image.Id, [], options) with { Platform = i.Platform }).ToList();
        var main = images[target.Images.ToList().IndexOf(target.Main)];
        return PackedIndex.Create(
            names, images, main, options, image => target.Images[images.FindIndex(i => ReferenceEquals(i, image))].Attestations);
    }

    private Descriptor? ToTar(OutputSpec spec, BuiltTarget target, CancellationToken cancellationToken)
    {
        using var output = OpenOutput(spec.Destination!);
        new TreeExport(session, target, spec).ToTar(output, cancellationToken);
        return null;
    }

    private Descriptor? ToDirectory(OutputSpec spec, BuiltTarget target, CancellationToken cancellationToken)
    {
        new TreeExport(session, target, spec).ToDirectory(spec.Destination!, cancellationToken);
        return null;
    }

    private static PackOptions Options(OutputSpec spec, bool docker) => spec.Packing with
    {
        OciMediaTypes = spec.OciMediaTypes ?? !docker,
        Annotations = spec.Annotations,
    };

    private static Stream OpenOutput(string destination) => destination == "-"
        ? Console.OpenStandardOutput()
        : new FileStream(destination, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 18);
}
