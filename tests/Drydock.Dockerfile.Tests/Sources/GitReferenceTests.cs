using Drydock.Dockerfile.Sources;

namespace Drydock.Dockerfile.Tests.Sources;

public sealed class GitReferenceTests
{
    [Theory]
    [InlineData("./a.git")]
    [InlineData("../a.git")]
    [InlineData("a.git")]
    [InlineData("/a/b.git")]
    [InlineData("https://example.com/a")]
    [InlineData("https://example.com/a.git/")]
    [InlineData("https://example.com/a.tar.gz#x")]
    [InlineData("ftp://example.com/a.git")]
    [InlineData("file:///a.git")]
    [InlineData("https:///a.git")]
    [InlineData("user@:a.git")]
    [InlineData("a b@host:c")]
    [InlineData("https://example.com/a.git\nx")]
    [InlineData("")]
    public void Parse_SomethingElse_IsNull(string text) => Assert.Null(GitReference.Parse(text));

    [Fact]
    public void Parse_Fragment_GivesRefAndSubdirectory()
    {
        var reference = GitReference.Parse("HTTPS://example.com/group/repo.git#feature%2Fx:sub/dir")!;
        Assert.Equal(
            new GitReference { Remote = "https://example.com/group/repo.git", ShortName = "repo", Ref = "feature/x", Subdirectory = "sub/dir" },
            reference);
        Assert.Equal("https://example.com/group/repo.git#feature/x:sub/dir", reference.ToFragmentForm(withSubdirectory: true));
        Assert.Equal("https://example.com/group/repo.git#feature/x", reference.ToFragmentForm(withSubdirectory: false));
    }

    [Fact]
    public void Parse_Query_GivesEverything()
    {
        var reference = GitReference.Parse("https://h/r.git?tag=v1&subdir=a+b&checksum=abc&keep-git-dir=1&submodules=false&mtime=commit&fetch-by-commit")!;
        Assert.Equal("refs/tags/v1", reference.Ref);
        Assert.Equal("a b", reference.Subdirectory);
        Assert.Equal("abc", reference.Checksum);
        Assert.True(reference.KeepGitDirectory);
        Assert.False(reference.Submodules);
        Assert.Equal(GitModificationTime.Commit, reference.ModificationTime);
        Assert.True(reference.FetchByCommit);
        Assert.Equal("refs/tags/v1", reference.Revision);
    }

    [Theory]
    [InlineData("git@github.com:a/b.git?ref=x", "git@github.com:a/b.git", false, false)]
    [InlineData("ssh://git@h:22/a/b", "ssh://git@h:22/a/b", false, false)]
    [InlineData("git://h/a/b", "git://h/a/b", true, false)]
    [InlineData("http://h/a/b.git", "http://h/a/b.git", true, false)]
    [InlineData("github.com/a/b", "github.com/a/b", false, true)]
    public void Parse_Spellings_AreKept(string text, string remote, bool unencrypted, bool local)
    {
        var reference = GitReference.Parse(text)!;
        Assert.Equal(remote, reference.Remote);
        Assert.Equal("b", reference.ShortName);
        Assert.Equal(unencrypted, reference.IsUnencrypted);
        Assert.Equal(local, reference.IsIndistinguishableFromLocal);
        Assert.Equal(local ? "https://" + remote : remote, reference.Url);
    }

    [Theory]
    [InlineData("https://h/r.git?tag=v1&branch=b", "branch conflicts with tag")]
    [InlineData("https://h/r.git?subdir=a#:b", "subdir conflicts")]
    [InlineData("https://h/r.git?ref=a&ref=b", "multiple values")]
    [InlineData("https://h/r.git?ref=", "has no value")]
    [InlineData("https://h/r.git?checksum=a&commit=b", "commit conflicts")]
    [InlineData("https://h/r.git?keep-git-dir=maybe", "invalid keep-git-dir value")]
    [InlineData("https://h/r.git?fetch-by-commit", "needs the commit")]
    [InlineData("https://h/r.git?depth=1", "unexpected query \"depth\"")]
    [InlineData("https://h/r.git#--upload-pack=x", "begins with a dash")]
    [InlineData("https://h/r.git?commit=-x", "begins with a dash")]
    [InlineData("git@-oProxyCommand:x", "begins with a dash")]
    [InlineData("ssh://-oProxyCommand/x", "begins with a dash")]
    public void Parse_MalformedReference_SaysWhy(string text, string cause) =>
        Assert.Contains(cause, Assert.Throws<FormatException>(() => GitReference.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://user:secret@h/r.git", "https://xxxxx@h/r.git")]
    [InlineData("https://token@h/r.git", "https://xxxxx@h/r.git")]
    [InlineData("https://h/r@x.git", "https://h/r@x.git")]
    [InlineData("git@h:r.git", "git@h:r.git")]
    public void RedactedRemote_HidesWhoAndPassword(string text, string expected) =>
        Assert.Equal(expected, GitReference.Parse(text)!.RedactedRemote);
}
