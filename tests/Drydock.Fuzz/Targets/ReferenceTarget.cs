using Drydock.Oci;

namespace Drydock.Fuzz.Targets;

/// <summary>Image references: what is accepted means the same when it is written out and read again.</summary>
internal sealed class ReferenceTarget : FuzzTarget
{
    private static readonly string s_digest = "sha256:" + new string('a', 64);

    public override string Name => "reference";

    public override int MaxLength => 600;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "alpine", "alpine:3.20", "library/alpine", "docker.io/library/alpine:latest", "localhost/a", "localhost:5000/a/b:tag", "[::1]:5000/a",
        "registry.example.org/team/app__x.y-z:v1.2.3", $"a@{s_digest}", $"r.example/a/b:t@{s_digest}", "Upper/case", "127.0.0.1/x:_tag", s_digest,
    ];

    public override IReadOnlyList<string> Pieces { get; } =
    [
        ":", "/", "@", "//", ".", "-", "_", "__", "___", "--", "sha256:", "sha512:", s_digest, "localhost", "docker.io/", "index.docker.io/",
        "library/", "[::1]", ":5000", "latest", "a", "A", "0", "\u00e9", "\uDC80", "\n", " ", new string('a', 64), new string('b', 128),
    ];

    public override int Run(string input)
    {
        _ = Reference.TryParseImageId(input, out _);
        if (!Reference.TryParse(input, out var reference, out var error))
        {
            Require(error.Length > 0, "refused without a reason");
            return error[..Math.Min(error.Length, 24)].GetHashCode(StringComparison.Ordinal);
        }

        Require(Reference.Parse(reference.ToString()).ToString() == reference.ToString(), "the full form is read differently");

        // As upstream has it, docker.io is left out even where the next component looks like a host.
        var first = reference.FamiliarName.Split('/')[0];
        var looksLikeHost = reference.Domain == Reference.DefaultDomain && (first == "localhost" || first.Contains('.', StringComparison.Ordinal));
        Require(looksLikeHost || Reference.Parse(reference.ToFamiliarString()).ToString() == reference.ToString(), "the familiar form is read differently");
        return HashCode.Combine(reference.Tag is null, reference.Digest.IsEmpty, reference.Domain.Length, reference.Path.Count(c => c == '/'));
    }
}
