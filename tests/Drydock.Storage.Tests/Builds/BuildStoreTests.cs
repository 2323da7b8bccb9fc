using System.Globalization;
using Drydock.Storage.Builds;

namespace Drydock.Storage.Tests.Builds;

public sealed class BuildStoreTests : IDisposable
{
    private static readonly BuildSubject s_subject = new("/src", "Dockerfile", null, "linux/amd64");
    private readonly StoreFixture _fixture = new();

    private BuildStore Builds => _fixture.Store.Builds;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void TryRepeat_OfAnUnknownResult_IsFalse() =>
        Assert.False(Builds.TryRepeat(s_subject, StoreFixture.DigestOf("result"), DateTimeOffset.UnixEpoch));

    [Fact]
    public void TryRepeat_OfAKnownResult_MakesItTheLatest()
    {
        Write("one", 1);
        Write("two", 2);
        Assert.Equal(["two", "one"], Builds.All().Select(b => b.Record.Started));
        Assert.True(Builds.TryRepeat(s_subject, StoreFixture.DigestOf("one"), DateTimeOffset.UnixEpoch.AddHours(3)));
        Assert.Equal(["one", "two"], Builds.All().Select(b => b.Record.Started));
        Assert.Equal(DateTime.UnixEpoch.AddHours(3), Builds.All()[0].LastUtc);
    }

    [Fact]
    public void Of_ASubject_HasItsOwnTargetFirstAndNoOtherContext()
    {
        Write("own", 1);
        Write("target", 2, s_subject with { Target = "test" });
        Write("elsewhere", 3, s_subject with { Context = "/other" });
        Assert.Equal(["own", "target"], Builds.Of(s_subject).Select(r => r.Started));
        Assert.Equal(["target", "own"], Builds.Of(s_subject with { Target = "test" }).Select(r => r.Started));
    }

    [Fact]
    public void Write_OfMany_KeepsTheLatest()
    {
        for (var i = 0; i < 40; i++)
        {
            Write(i.ToString(CultureInfo.InvariantCulture), i);
        }

        Assert.Equal(Enumerable.Range(24, 16).Reverse().Select(i => i.ToString(CultureInfo.InvariantCulture)), Builds.All().Select(b => b.Record.Started));
    }

    [Fact]
    public void All_WithADamagedRecord_LeavesItOut()
    {
        Write("whole", 1);
        var path = Assert.Single(Directory.EnumerateFiles(_fixture.Store.Paths.Builds, "*", SearchOption.AllDirectories));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "half.json"), "{\"subj");
        Assert.Equal("whole", Assert.Single(Builds.All()).Record.Started);
    }

    private void Write(string name, int hour, BuildSubject? subject = null) =>
        Builds.Write(new BuildRecord { Subject = subject ?? s_subject, Started = name, Steps = [] }, StoreFixture.DigestOf(name), DateTimeOffset.UnixEpoch.AddHours(hour));
}
