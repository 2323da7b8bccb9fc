using Drydock.Build.Contexts;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Ignore;
using Drydock.Images.Resolving;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;
using Drydock.Testing;

namespace Drydock.Build.Tests.Support;

/// <summary>Plans Dockerfiles with a store, a context and base images of its own.</summary>
internal sealed class PlanFixture : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly RegistryClient _client = new();
    private readonly Dictionary<string, NamedContext> _contexts = [];

    public PlanFixture()
    {
        Directory.CreateDirectory(_directory["context"]);
        Store = Store.Open(_directory["store"], TimeProvider.System);
        Context = BuildContext.Open("", _directory["context"], IgnoreMatcher.None);
    }

    public Store Store { get; }

    public BuildContext Context { get; private set; }

    public List<BuildEvent> Events { get; } = [];

    /// <summary>A base image that Dockerfiles can name.</summary>
    public PlanFixture With(string name, ContainerConfig config)
    {
        _contexts[ContextName.Normalize(name)] = BaseLayout.Write(_directory["image-" + name], config);
        return this;
    }

    /// <summary>A directory that COPY can name.</summary>
    public PlanFixture WithDirectory(string name)
    {
        Directory.CreateDirectory(_directory["dir-" + name]);
        _contexts[name] = new NamedDirectory(BuildContext.Open(name, _directory["dir-" + name], IgnoreMatcher.None));
        return this;
    }

    public PlanFixture Ignoring(params string[] patterns)
    {
        Context.Dispose();
        Context = BuildContext.Open("", _directory["context"], IgnoreMatcher.Create(patterns));
        return this;
    }

    public BuildOptions Options(string dockerfile, Func<BuildOptions, BuildOptions>? change = null)
    {
        var document = DockerfileDocument.Parse(dockerfile);
        var options = new BuildOptions
        {
            Dockerfile = document,
            Context = Context,
            NamedContexts = _contexts,
            Platform = Platform.Parse("linux/amd64"),
        };
        return change?.Invoke(options) ?? options;
    }

    public ImageBuilder Builder() =>
        new(Store, new ImageResolver(Store, _client), new ProgressReporter(new Recorder(Events), TimeProvider.System));

    public Task<BuildPlan> PlanAsync(string dockerfile, Func<BuildOptions, BuildOptions>? change = null)
    {
        var options = Options(dockerfile, change);
        Assert.Empty(options.Dockerfile.Diagnostics);
        return Builder().PlanAsync(options, CancellationToken.None);
    }

    /// <summary>The error of a file that can be read but not planned.</summary>
    public Task<BuildException> FailAsync(string dockerfile, Func<BuildOptions, BuildOptions>? change = null) =>
        Assert.ThrowsAsync<BuildException>(() => PlanAsync(dockerfile, change));

    public void Dispose()
    {
        Context.Dispose();
        _client.Dispose();
        _directory.Dispose();
    }

    private sealed class Recorder(List<BuildEvent> events) : IBuildProgress
    {
        public void Report(BuildEvent buildEvent) => events.Add(buildEvent);
    }
}
