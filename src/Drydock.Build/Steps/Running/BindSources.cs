using Drydock.Build.Graph;
using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Build.Steps.Running;

/// <summary>What a bind mount shows of a context.</summary>
internal static class BindSources
{
    /// <summary>The content digest of the files shown; all of them are hashed unless remembered.</summary>
    /// <exception cref="StepException">The source does not exist.</exception>
    public static string Digest(BuildSession session, StepMount mount, CancellationToken cancellationToken) =>
        Select(session, mount, cancellationToken).Digest;

    /// <summary>Keeps the list of the files shown, for builds to come.</summary>
    /// <exception cref="StepException">The source does not exist.</exception>
    public static void Remember(BuildSession session, StepMount mount, CancellationToken cancellationToken)
    {
        var (digest, files) = Select(session, mount, cancellationToken);
        session.Store.FileLists.Write(digest, SelectionList.Of(files));
    }

    private static (string Digest, List<SelectedSource> Files) Select(BuildSession session, StepMount mount, CancellationToken cancellationToken)
    {
        using var tree = session.OpenContext(mount.Context!);
        var selected = new SourceSelector(tree, IgnoreMatcher.None, keepParents: false).Select(mount.Options.Source ?? "/").ToList();
        CopySources.Recall(selected);
        CopySources.Read(selected, cancellationToken);
        return (ContentDigest.Of(selected, keepParents: false), selected);
    }
}
