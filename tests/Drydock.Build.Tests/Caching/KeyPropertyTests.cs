using System.Text;
using Drydock.Build.Graph;
using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;
using Drydock.Build.Progress;
using Drydock.Build.Tests.Support;
using Drydock.Dockerfile.Ignore;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Testing;

namespace Drydock.Build.Tests.Caching;

/// <summary>What must not change a key, and what must, over many random cases. Needs root, to give files away.</summary>
public sealed class KeyPropertyTests : IDisposable
{
    private const int Rounds = 60;

    private static readonly string[] s_metadata =
    [
        "LABEL a=1", "LABEL b=\"two words\"", "CMD [\"x\"]", "CMD echo hi", "ENTRYPOINT [\"/e\"]", "EXPOSE 80/tcp", "STOPSIGNAL SIGINT",
        "HEALTHCHECK NONE", "VOLUME /data", "ONBUILD RUN true", "MAINTAINER me", "# a comment", "",
    ];

    private static readonly string[] s_effective = ["ENV A=1", "ARG B=2", "USER guest", "WORKDIR /w", "SHELL [\"/bin/sh\", \"-e\", \"-c\"]", "RUN other"];

    private readonly TempDirectory _directory = new();
    private readonly PlanFixture _fixture = new();

    public KeyPropertyTests() => _fixture.With("base", new ContainerConfig());

    public void Dispose()
    {
        _fixture.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task RunKey_WithMetadataAnywhereBefore_IsTheSame()
    {
        var plain = await RunKeyAsync("RUN one", "RUN two");
        var random = new Random(71);
        for (var round = 0; round < Rounds; round++)
        {
            List<string> lines = ["RUN one", "RUN two"];
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                lines.Insert(random.Next(lines.Count), s_metadata[random.Next(s_metadata.Length)]);
            }

            Assert.True(plain == await RunKeyAsync([.. lines]), string.Join(" | ", lines));
        }
    }

    [Fact]
    public async Task RunKey_WithWhatTheCommandSees_IsAnother()
    {
        var plain = await RunKeyAsync("RUN one");
        foreach (var line in s_effective)
        {
            Assert.True(plain != await RunKeyAsync(line, "RUN one"), line);
        }
    }

    [Fact]
    public void ContentDigest_OfOtherOwnersTimesInodesAndOrder_IsTheSame()
    {
        var random = new Random(72);
        for (var round = 0; round < Rounds; round++)
        {
            var tree = RandomTree(random, $"a{round}", out var files);
            var copy = _directory[$"b{round}"];
            foreach (var (path, bytes) in files.OrderBy(_ => random.Next()))
            {
                _directory.Write($"b{round}/{path}", "");
                File.WriteAllBytes($"{copy}/{path}", bytes);
                File.SetLastWriteTimeUtc($"{copy}/{path}", DateTime.UnixEpoch.AddSeconds(random.Next()));
                using var root = RootedDirectory.Open(copy);
                root.SetOwner(Linux.UnixPath.FromText(path), (uint)random.Next(70000), (uint)random.Next(70000));
            }

            Assert.Equal(Digest(tree), Digest(copy));
        }
    }

    [Fact]
    public void ContentDigest_OfOneOtherByteModeOrName_IsAnother()
    {
        var random = new Random(73);
        for (var round = 0; round < Rounds; round++)
        {
            var tree = RandomTree(random, $"a{round}", out var files);
            var before = Digest(tree);
            var path = $"{tree}/{files.Keys.ElementAt(random.Next(files.Count))}";
            switch (round % 3)
            {
                case 0:
                    // The same size and time, and one bit that differs.
                    var (bytes, time) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
                    bytes[random.Next(bytes.Length)] ^= 1;
                    File.WriteAllBytes(path, bytes);
                    File.SetLastWriteTimeUtc(path, time);
                    break;
                case 1:
                    File.SetUnixFileMode(path, File.GetUnixFileMode(path) ^ UnixFileMode.OtherExecute);
                    break;
                default:
                    File.Move(path, path + "x");
                    break;
            }

            Assert.True(before != Digest(tree), $"round {round}: {path}");
        }
    }

    private async Task<Digest> RunKeyAsync(params string[] lines)
    {
        var plan = await _fixture.PlanAsync($"FROM base\n{string.Join('\n', lines)}\n");
        using var session = new BuildSession(_fixture.Store, _fixture.Options("FROM scratch"), new ProgressReporter(new Ignored(), TimeProvider.System), CancellationToken.None);
        var executor = new RunExecutor(session);
        var (steps, snapshot) = (new Stack<BuildStep>(), Snapshot.Scratch);
        for (var step = plan.Image.Top; step is not BaseStep; step = step.Parent!)
        {
            steps.Push(step);
        }

        Digest key = default;
        foreach (var step in steps)
        {
            key = (step is RunStep run ? executor.Key(run, snapshot, new Dictionary<BuildStep, StepResult>()) : WorkdirExecutor.Key((WorkdirStep)step, snapshot)).Digest;
            snapshot = snapshot.Push("layer", key.ToString());
        }

        return key;
    }

    private string RandomTree(Random random, string name, out SortedDictionary<string, byte[]> files)
    {
        files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var path = string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $"d{random.Next(3)}/")) + $"f{random.Next(20)}";
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            files[path] = bytes;
        }

        foreach (var (path, bytes) in files)
        {
            _directory.Write($"{name}/{path}", Encoding.ASCII.GetString([]));
            File.WriteAllBytes(_directory[$"{name}/{path}"], bytes);
        }

        return _directory[name];
    }

    private static string Digest(string directory)
    {
        using var tree = new SourceTree(RootedDirectory.Open(directory), IgnoreMatcher.None, keepOwner: false, new FileDigests(null, TimeProvider.System));
        var selected = new SourceSelector(tree, IgnoreMatcher.None, keepParents: false).Select("/").ToList();
        tree.Digests.Read(tree.Root, selected.SelectMany(s => s.Items), CancellationToken.None);
        return ContentDigest.Of(selected, keepParents: false);
    }

    private sealed class Ignored : IBuildProgress
    {
        public void Report(BuildEvent buildEvent)
        {
        }
    }
}
