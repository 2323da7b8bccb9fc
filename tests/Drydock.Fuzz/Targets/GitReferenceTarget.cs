using Drydock.Dockerfile.Sources;

namespace Drydock.Fuzz.Targets;

/// <summary>Git references, as contexts and in ADD: they are read, are something else, or are refused as announced.</summary>
internal sealed class GitReferenceTarget : FuzzTarget
{
    public override string Name => "git";

    public override int MaxLength => 512;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "https://github.com/example/project.git#v1.0:sub/dir", "git@github.com:example/project.git", "ssh://git@host:22/path/project.git#main",
        "git://example.org/x.git", "github.com/example/project", "https://user:secret@host/x.git?ref=v1&subdir=a&checksum=abcdef0&keep-git-dir=true",
        "https://host/x.git?submodules=false&mtime=commit#main", "./local", "https://host/file.tar.gz",
    ];

    public override IReadOnlyList<string> Pieces { get; } =
    [
        "https://", "http://", "ssh://", "git://", "git@", ".git", "#", ":", "/", "?", "&", "=", "ref=", "subdir=", "tag=", "branch=", "commit=",
        "checksum=", "keep-git-dir=", "submodules=", "mtime=", "%2f", "%zz", "%", "..", "@", "[::1]", ":99999", " ", "\n", "\uDC80", "\u00e9",
    ];

    public override int Run(string input)
    {
        try
        {
            if (GitReference.Parse(input) is not { } reference)
            {
                return 0;
            }

            var authority = reference.RedactedRemote.Split('/') is [_, "", var host, ..] ? host : "";
            Require(!authority.Contains(":secret@", StringComparison.Ordinal), "a password is shown");
            return HashCode.Combine(
                reference.Ref is null, reference.Subdirectory is null, reference.Checksum is null, reference.IsUnencrypted, reference.ShortName.Length,
                reference.ToFragmentForm(withSubdirectory: true).Length / 16);
        }
        catch (FormatException e)
        {
            return e.Message[..Math.Min(e.Message.Length, 16)].GetHashCode(StringComparison.Ordinal);
        }
    }
}
