using Drydock.Build.Caching.Explaining;
using Drydock.Storage.Builds;

namespace Drydock.Build.Tests.Caching.Explaining;

public sealed class FileListDiffTests
{
    private static readonly string s_one = "sha256:" + new string('1', 64);
    private static readonly string s_two = "sha256:" + new string('2', 64);

    [Fact]
    public void Of_EveryKindOfChange_SaysItOnce()
    {
        ListedFile[] before = [new("changed", "R", s_one), new("gone", "R", s_one), new("mode", "R:644", s_one), new("same", "R", s_one)];
        ListedFile[] now = [new("changed", "R", s_two), new("mode", "R:755", s_one), new("new file", "R", s_one), new("same", "R", s_one)];
        Assert.Equal(
            [
                "changed changed: sha256:111111111111 → sha256:222222222222",
                "gone is gone",
                "mode has another mode, owner or attribute: R:644 → R:755",
                "new file is new",
            ],
            FileListDiff.Of(before, now).Select(d => d.ToString()));
    }

    [Theory]
    [InlineData(1, "f0 is new")]
    [InlineData(3, "3 files differ: f0, f1, f2")]
    [InlineData(4, "4 files differ: f0, f1, f2, …")]
    public void Summary_OfSome_NamesTheFirst(int count, string expected) =>
        Assert.Equal(expected, FileListDiff.Summary(FileListDiff.Of([], [.. Enumerable.Range(0, count).Select(i => new ListedFile($"f{i}", "R", s_one))])));
}
