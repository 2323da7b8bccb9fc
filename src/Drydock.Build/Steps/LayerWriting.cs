using Drydock.Build.Steps.Copying;
using Drydock.Layers;
using Drydock.Linux.Files;
using Drydock.Storage;

namespace Drydock.Build.Steps;

/// <summary>Layers from destination trees: what WORKDIR, COPY and ADD have in common.</summary>
internal static class LayerWriting
{
    /// <summary>The time new directories and heredoc files get.</summary>
    public static DateTimeOffset StepTime(this BuildSession session) => session.Store.Time.GetUtcNow();

    /// <summary>The latest time inside layers, seconds since 1970; null when times stay.</summary>
    public static long? ClampSeconds(this BuildSession session) =>
        session.Options.RewriteTimestamp ? session.Options.SourceDateEpoch : null;

    /// <summary>Writes what a destination tree changes as a layer of the store.</summary>
    public static LayerRecord WriteLayer(this BuildSession session, DestinationTree tree, RootedDirectory? lower, CancellationToken cancellationToken)
    {
        using var draft = session.NewDraft(lower);
        return draft.Commit(session.WriteTo(draft, tree, lower, cancellationToken));
    }

    /// <summary>Starts a layer whose implied directories look as they do below it.</summary>
    public static LayerDraft NewDraft(this BuildSession session, RootedDirectory? lower) =>
        session.Store.NewLayer(lower is null ? null : TreeEntries.Lookup(lower));

    /// <summary>Writes what a destination tree changes into a draft, which the caller keeps or drops.</summary>
    public static LayerSummary WriteTo(this BuildSession session, LayerDraft draft, DestinationTree tree, RootedDirectory? lower, CancellationToken cancellationToken)
    {
        using var writer = draft.OpenWriter();
        new DestinationWriter(lower, writer, session.ClampSeconds()).Write(tree.Root, cancellationToken);
        return writer.Complete();
    }
}
