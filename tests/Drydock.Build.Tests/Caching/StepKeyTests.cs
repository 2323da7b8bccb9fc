using System.Reflection;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps;
using Drydock.Build.Tests.Support;
using Drydock.Dockerfile.Instructions;
using Drydock.Oci;

namespace Drydock.Build.Tests.Caching;

/// <summary>
/// Every property of a step's definition counts in its key, or is listed here as one that must not. A property
/// that is added fails these tests until it is in one of the lists.
/// </summary>
public sealed class StepKeyTests : IDisposable
{
    private static readonly string[] s_neverCount =
    [
        nameof(BuildStep.Name), nameof(BuildStep.Number), nameof(BuildStep.Title), nameof(BuildStep.Lines), nameof(BuildStep.Stage),
        nameof(BuildStep.IgnoreCache), nameof(BuildStep.IsTrigger), nameof(BuildStep.Parent), nameof(BuildStep.Inputs),
        nameof(RunStep.UnkeyedEnvironment),
    ];

    private static readonly Dictionary<string, object> s_otherRun = new()
    {
        [nameof(RunStep.Platform)] = Platform.Parse("linux/s390x"),
        [nameof(RunStep.Arguments)] = new[] { "y" },
        [nameof(RunStep.Environment)] = new[] { "A=2" },
        [nameof(RunStep.WorkingDirectory)] = "/other",
        [nameof(RunStep.User)] = "other",
        [nameof(RunStep.Network)] = "none",
        [nameof(RunStep.Insecure)] = true,
        [nameof(RunStep.Mounts)] = new[] { new StepMount("/m", new RunMount("") { Type = RunMountType.Tmpfs }, null, null) },
        [nameof(RunStep.Scripts)] = new[] { new HeredocFile("f", "text") },
        [nameof(RunStep.Platform)] = new Platform { Os = "linux", Architecture = "riscv64" },
    };

    private static readonly Dictionary<string, object> s_otherCopy = new()
    {
        [nameof(CopyStep.Heredocs)] = new[] { new HeredocFile("f", "text") },
        [nameof(CopyStep.Destination)] = "/other",
        [nameof(CopyStep.Chown)] = "1:1",
        [nameof(CopyStep.Chmod)] = "0700",
        [nameof(CopyStep.Link)] = true,
        [nameof(CopyStep.KeepParents)] = true,
        [nameof(CopyStep.Unpack)] = true,
        [nameof(CopyStep.UnpackFetched)] = true,
    };

    // What is selected counts by its content; so do where it came from and how it was named only for the selection.
    private static readonly Dictionary<string, object> s_otherSelection = new()
    {
        [nameof(CopyStep.Sources)] = new[] { "other" },
        [nameof(CopyStep.Fetched)] = new Dictionary<string, SourceStep> { ["a"] = NewFetch() },
        [nameof(CopyStep.Excludes)] = new[] { "x" },
        [nameof(CopyStep.KeepParents)] = true,
    };

    private static readonly Dictionary<string, object> s_otherMount = new()
    {
        [nameof(RunMount.Type)] = RunMountType.Ssh,
        [nameof(RunMount.Source)] = "other",
        [nameof(RunMount.IsReadOnly)] = true,
        [nameof(RunMount.Id)] = "other",
        [nameof(RunMount.IsRequired)] = true,
        [nameof(RunMount.Env)] = "E",
        [nameof(RunMount.Mode)] = 1u,
        [nameof(RunMount.UserId)] = 1u,
        [nameof(RunMount.GroupId)] = 1u,
    };

    private readonly PlanFixture _fixture = new();
    private readonly BuildSession _session;

    public StepKeyTests() => _session = new BuildSession(
        _fixture.Store, _fixture.Options("FROM scratch"), new ProgressReporter(new Ignored(), TimeProvider.System), CancellationToken.None);

    public void Dispose()
    {
        _session.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public void RunKey_OfEveryProperty_Changes() => EachChanges<RunStep>(NewRun, s_otherRun, RunKey, []);

    [Fact]
    public void CopyKey_OfEveryProperty_Changes() => EachChanges<CopyStep>(
        NewCopy, s_otherCopy, step => CopyKey("ResultKey", step, Snapshot.Scratch, "content"), [nameof(CopyStep.From), nameof(CopyStep.Sources), nameof(CopyStep.Fetched), nameof(CopyStep.Excludes)]);

    [Fact]
    public void SelectionKey_OfEveryProperty_Changes() => EachChanges<CopyStep>(
        NewCopy, s_otherSelection, step => CopyKey("SelectionKey", step, ResultsOf(step.Inputs)), [nameof(CopyStep.From), .. s_otherCopy.Keys.Except(s_otherSelection.Keys)]);

    [Fact]
    public void WorkdirKey_OfEveryProperty_Changes() => EachChanges<WorkdirStep>(
        () => new WorkdirStep(NewBase()) { Title = "t", Stage = "s", Path = "/a", User = "" },
        new() { [nameof(WorkdirStep.Path)] = "/b", [nameof(WorkdirStep.User)] = "u" },
        step => WorkdirExecutor.Key(step, Snapshot.Scratch),
        []);

    [Fact]
    public void CopyKey_OfContentAndParent_Changes()
    {
        var key = CopyKey("ResultKey", NewCopy(), Snapshot.Scratch, "content").Digest;
        Assert.NotEqual(key, CopyKey("ResultKey", NewCopy(), Snapshot.Scratch, "other").Digest);
        Assert.NotEqual(key, CopyKey("ResultKey", NewCopy(), Snapshot.Scratch.Push("l", "i"), "content").Digest);
    }

    [Fact]
    public void CopyKey_OfLink_DoesNotLookAtTheParent()
    {
        var step = NewCopy();
        Set(step, nameof(CopyStep.Link), true);
        Assert.Equal(CopyKey("ResultKey", step, Snapshot.Scratch, "c").Digest, CopyKey("ResultKey", step, Snapshot.Scratch.Push("l", "i"), "c").Digest);
    }

    [Fact]
    public void RunKey_OfMountProperties_Changes()
    {
        string[] never = [nameof(RunMount.Text), nameof(RunMount.Target), nameof(RunMount.From), nameof(RunMount.Sharing), nameof(RunMount.SizeBytes)];
        Assert.Empty(typeof(RunMount).GetProperties().Select(p => p.Name).Except(never).Except(s_otherMount.Keys).Except(["EqualityContract"]));
        var key = RunKey(WithMount(new RunMount("") { Type = RunMountType.Secret })).Digest;
        foreach (var (name, value) in s_otherMount)
        {
            var mount = new RunMount("") { Type = RunMountType.Secret };
            Set(mount, name, value);
            Assert.True(key != RunKey(WithMount(mount)).Digest, $"{name} of a mount does not count");
        }
    }

    [Fact]
    public void RunKey_OfTmpfsSize_Changes() => Assert.NotEqual(
        RunKey(WithMount(new RunMount("") { Type = RunMountType.Tmpfs, SizeBytes = 1 })).Digest,
        RunKey(WithMount(new RunMount("") { Type = RunMountType.Tmpfs, SizeBytes = 2 })).Digest);

    [Fact]
    public void RunKey_OfSecret_HasItsIdAndNotItsValue()
    {
        var step = WithMount(new RunMount("") { Type = RunMountType.Secret, Id = "token" });
        var options = _fixture.Options("FROM scratch", o => o with { Sandbox = new SandboxOptions { Secrets = new Dictionary<string, Func<byte[]>> { ["token"] = () => throw new InvalidOperationException("read") } } });
        using var session = new BuildSession(_fixture.Store, options, new ProgressReporter(new Ignored(), TimeProvider.System), CancellationToken.None);
        var key = new RunExecutor(session).Key(step, Snapshot.Scratch, Results);
        Assert.Equal(RunKey(step).Digest, key.Digest);
        Assert.Contains(key.Ingredients, i => i.Value == "token");
    }

    [Fact]
    public void RunKey_OfParent_CountsByIdentity()
    {
        var executor = new RunExecutor(_session);
        Assert.NotEqual(executor.Key(NewRun(), Snapshot.Scratch, Results).Digest, executor.Key(NewRun(), new Snapshot([], "x"), Results).Digest);
        Assert.Equal(executor.Key(NewRun(), new Snapshot(["a"], "x"), Results).Digest, executor.Key(NewRun(), new Snapshot(["b"], "x"), Results).Digest);
    }

    private static Dictionary<BuildStep, StepResult> Results => [];

    private static Dictionary<BuildStep, StepResult> ResultsOf(IEnumerable<BuildStep> steps) =>
        steps.Distinct().ToDictionary(s => s, s => new StepResult(new Snapshot([], s.GetType().Name), DateTimeOffset.UnixEpoch, Cached: true));

    private static void EachChanges<T>(Func<T> make, Dictionary<string, object> other, Func<T, CacheKey> key, string[] elsewhere)
        where T : BuildStep
    {
        var properties = typeof(T).GetProperties().Select(p => p.Name).Except(s_neverCount).Except(elsewhere).ToList();
        Assert.Equal(properties.Order(), other.Keys.Order());
        var plain = key(make()).Digest;
        Assert.Equal(plain, key(make()).Digest);
        foreach (var name in properties)
        {
            var step = make();
            Set(step, name, other[name]);
            Assert.True(plain != key(step).Digest, $"{typeof(T).Name}.{name} does not count");
        }
    }

    private static void Set(object target, string property, object value) => target.GetType().GetProperty(property)!.SetValue(target, value);

    private CacheKey RunKey(RunStep step) => new RunExecutor(_session).Key(step, Snapshot.Scratch, Results);

    private CacheKey CopyKey(string method, params object[] arguments) => (CacheKey)typeof(CopyExecutor)
        .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)!
        .Invoke(new CopyExecutor(_session, new StepCache(_fixture.Store)), arguments)!;

    private static BaseStep NewBase() => new() { Title = "FROM scratch", Stage = "s", Image = null, Reference = "scratch" };

    private static RunStep NewRun() => new(NewBase())
    {
        Title = "RUN x", Stage = "s", Arguments = ["x"], Environment = ["A=1"], WorkingDirectory = "/", User = "", Network = "default",
    };

    private static CopyStep NewCopy() => new(NewBase()) { Title = "COPY a /", Stage = "s", From = new StepOrigin(NewBase()), Sources = ["a"], Destination = "/" };

    private static HttpStep NewFetch() => new() { Title = "f", Stage = "s", Url = new Uri("https://example.com/f") };

    private static RunStep WithMount(RunMount mount) => new(NewBase())
    {
        Title = "RUN x", Stage = "s", Arguments = ["x"], Environment = [], WorkingDirectory = "/", User = "", Network = "default",
        Mounts = [new StepMount("/m", mount, null, null)],
    };

    private sealed class Ignored : IBuildProgress
    {
        public void Report(BuildEvent buildEvent)
        {
        }
    }
}
