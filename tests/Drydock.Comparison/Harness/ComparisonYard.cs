using Drydock.Comparison.Comparing;
using Drydock.Comparison.Images;

namespace Drydock.Comparison.Harness;

/// <summary>A registry with the base images, and both builders, for the cases of one area.</summary>
public sealed class ComparisonYard : Shipyard, IAsyncLifetime
{
    // Contexts are older; what is younger was made by the build.
    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IReadOnlyList<Explanation> _explanations = Explanation.Read(Path.Join(ComparisonCase.Home, "differences.md"));
    private BuildahProgram? _buildah;
    private DrydockProgram? _drydock;

    /// <inheritdoc/>
    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        (_buildah, _drydock) = (new BuildahProgram(Registry), new DrydockProgram(Registry));
    }

    /// <inheritdoc/>
    Task IAsyncLifetime.DisposeAsync()
    {
        _buildah?.Dispose();
        _drydock?.Dispose();
        return DisposeAsync();
    }

    /// <summary>Builds a case and judges it; returns what is wrong, one finding a line.</summary>
    internal async Task<string> CheckAsync(ComparisonCase item)
    {
        using var scratch = TempDirectory.OnDisk();
        Directory.CreateDirectory(scratch["context"]);
        await item.MakeContextAsync(scratch["context"]);
        var options = item.Options(scratch.Path);
        var ours = await _drydock!.RunAsync(["build", "-f", scratch["context/Dockerfile"], "-o", $"type=oci,tar=false,dest={scratch["ours"]}", .. options, scratch["context"]]);
        var findings = item.Expected is { } expected
            ? await CompareAsync(ours, expected, scratch)
            : await CompareAsync(item, ours, await _buildah!.BuildAsync(scratch["context"], scratch["theirs"], options), scratch);
        return string.Join('\n', findings);
    }

    private static IEnumerable<string> Reports(ComparisonCase item, CommandResult ours, CommandResult theirs)
    {
        if (ours.ExitCode == 0)
        {
            yield return "drydock builds this";
        }
        else if (!ours.Errors.Contains(item.Error!, StringComparison.Ordinal))
        {
            yield return $"the report does not say \"{item.Error}\":\n{ours.Errors}";
        }

        if (theirs.ExitCode == 0)
        {
            yield return "buildah builds this";
        }
    }

    private async Task<IEnumerable<string>> CompareAsync(CommandResult ours, IReadOnlyList<string> expected, TempDirectory scratch)
    {
        ours.Succeeded();
        await ProcessFixture.RunAsync("skopeo", "copy", "-q", "--src-tls-verify=false", $"docker://{Registry}/library/busybox", $"dir:{scratch["base"]}");
        var (image, origin) = (BuiltImage.ReadOciLayout(scratch["ours"]), BuiltImage.ReadFolder(scratch["base"]));
        var listing = Facts(image).Listing(image.BeginsWith(origin) ? Facts(origin) : null).ToList();
        return listing.Except(expected).Select(l => $"+ {l}").Concat(expected.Except(listing).Select(l => $"- {l}"));
    }

    private async Task<IEnumerable<string>> CompareAsync(ComparisonCase item, CommandResult ours, CommandResult theirs, TempDirectory scratch)
    {
        if (item.Error is not null)
        {
            return Reports(item, ours, theirs);
        }

        ours.Succeeded();
        theirs.Succeeded();
        var (mine, other) = await Task.Run(() => (BuiltImage.ReadOciLayout(scratch["ours"]), BuiltImage.ReadFolder(scratch["theirs"])));
        var differences = Difference.Between(Facts(mine), Facts(other)).ToList();
        var explanations = _explanations.Where(e => e.IsAbout(item.FullName)).ToList();
        return differences.Where(d => !explanations.Any(e => e.Explains(d))).Select(d => $"| {item.FullName} {d}")
            .Concat(explanations.Where(e => e.Case == item.FullName && !differences.Any(e.Explains)).Select(e => $"there is no such difference: {e}"));
    }

    private static ImageFacts Facts(BuiltImage image) => new(image, s_begin);
}
