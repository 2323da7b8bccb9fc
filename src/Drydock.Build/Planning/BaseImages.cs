using Drydock.Build.Contexts;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;
using Drydock.Images;
using Drydock.Images.Resolving;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Build.Planning;

/// <summary>The metadata of bases, each loaded once, several at a time.</summary>
internal sealed class BaseImages(BuildOptions options, ImageResolver resolver, ProgressReporter progress)
{
    private readonly Dictionary<(string Name, Platform Platform), Task<ResolvedImage>> _images = [];
    private readonly Dictionary<(string Name, Platform Platform), BaseStep> _steps = [];

    /// <summary>Begins to load an image's metadata.</summary>
    public void Prefetch(string name, Platform platform, LineRange lines, CancellationToken cancellationToken)
    {
        // Whoever needs the image awaits this task; a failure must not tear the process down before.
        _ = Load(name, platform, lines, cancellationToken).ContinueWith(t => t.Exception, TaskScheduler.Default);
    }

    /// <summary>The image a FROM names.</summary>
    /// <exception cref="BuildException">It cannot be had.</exception>
    public Task<ResolvedImage> ResolveAsync(string name, Platform platform, LineRange lines, CancellationToken cancellationToken) =>
        Load(name, platform, lines, cancellationToken);

    /// <summary>The image of a name if it was asked for and had; null otherwise.</summary>
    public ResolvedImage? Known(string name, Platform platform) =>
        _images.TryGetValue((name, platform), out var task) && task.IsCompletedSuccessfully ? task.Result : null;

    /// <summary>Refuses a name that cannot be that of an image, whether the image is needed or not.</summary>
    /// <exception cref="BuildException">It cannot be one.</exception>
    public static void CheckName(string name, LineRange lines) => _ = Parse(name, lines);

    /// <summary>A step for an image that only files are copied from.</summary>
    /// <exception cref="BuildException">It cannot be had.</exception>
    public async Task<BaseStep> StepAsync(string name, Platform platform, LineRange lines, CancellationToken cancellationToken)
    {
        if (!_steps.TryGetValue((name, platform), out var step))
        {
            var image = await Load(name, platform, lines, cancellationToken);
            var title = $"FROM {Display(name, image)}";
            _steps[(name, platform)] = step = new BaseStep { Title = title, Name = title, Lines = lines, Stage = name, Image = image, Reference = name };
        }

        return step;
    }

    /// <summary>The name as docker shows it: full, and pinned by digest where there is one.</summary>
    public static string Display(string name, ResolvedImage image) =>
        Reference.TryParse(name, out var reference)
            ? reference.WithDefaultTag() + (image.Digest is { } digest && reference.Digest.IsEmpty ? $"@{digest}" : "")
            : name;

    private Task<ResolvedImage> Load(string name, Platform platform, LineRange lines, CancellationToken cancellationToken)
    {
        if (!_images.TryGetValue((name, platform), out var image))
        {
            _images[(name, platform)] = image = LoadAsync(name, platform, lines, cancellationToken);
        }

        return image;
    }

    private async Task<ResolvedImage> LoadAsync(string name, Platform platform, LineRange lines, CancellationToken cancellationToken)
    {
        try
        {
            return options.NamedContexts.Find(name, platform) switch
            {
                NamedLayout layout => await ManifestReader.ReadAsync(layout.Source, platform, cancellationToken),
                NamedImage image => await FromRegistryAsync(image.Reference, platform, cancellationToken),
                NamedFiles => throw new BuildException($"the named context {name} is no image; FROM needs one\nuse it with COPY --from={name}", lines),
                _ => await FromRegistryAsync(Parse(name, lines), platform, cancellationToken),
            };
        }
        catch (Exception e) when (e is RegistryException or ImageException)
        {
            throw new BuildException($"{name}: failed to resolve source metadata: {e.Message}{Meant(name, lines)}", lines, e);
        }
    }

    private Task<ResolvedImage> FromRegistryAsync(Reference reference, Platform platform, CancellationToken cancellationToken) =>
        progress.Begin($"[{(options.Platforms is null ? "" : $"{platform} ")}internal] load metadata for {reference.WithDefaultTag()}")
            .RunAsync(_ => resolver.ResolveAsync(reference, platform, options.Pull, cancellationToken));

    // A stage can only be used after it was defined; before, its name means an image, which is rarely meant.
    private string Meant(string name, LineRange lines)
    {
        if (options.Dockerfile.FindStage(name) is { } stage && stage.From.Lines.Start >= lines.Start)
        {
            return $"\nthe stage {name} is defined in line {stage.From.Lines.Start}: a stage can only be used below its definition, so stages that need each other cannot be built";
        }

        var earlier = options.Dockerfile.Stages.Where(s => s.From.Lines.Start < lines.Start).Select(s => s.Name).OfType<string>();
        var suggestion = Suggestion.Text(name, earlier, ignoreCase: true);

        // FROM names images as often as stages; what copies from a plain word nearly always means a stage.
        return options.Dockerfile.Stages.Any(s => s.From.Lines == lines) || name.AsSpan().ContainsAny('/', ':', '.')
            ? suggestion
            : $"\nno stage above is named {name}{suggestion}, so it is taken for an image";
    }

    private static Reference Parse(string name, LineRange lines) =>
        Reference.TryParse(name, out var reference, out var error)
            ? reference
            : throw new BuildException($"failed to parse stage name \"{name}\": invalid reference format: {error}\nname a stage that comes before, or an image such as alpine:3.20", lines);
}
