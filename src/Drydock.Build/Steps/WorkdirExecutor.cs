using System.Globalization;
using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Steps.Copying;
using Drydock.Linux;
using Drydock.Linux.Users;
using Drydock.Storage;

namespace Drydock.Build.Steps;

/// <summary>WORKDIR: a layer with the directories that were missing, perhaps none.</summary>
internal sealed class WorkdirExecutor(BuildSession session)
{
    public static CacheKey Key(WorkdirStep step, Snapshot parent, long? clampSeconds = null) => new CacheKeyBuilder("workdir")
        .Add("parent", parent.Identity)
        .Add("path", step.Path)
        .Add("user", step.User)
        .Add("clamp", clampSeconds?.ToString(CultureInfo.InvariantCulture))
        .Build();

    public async Task<LayerRecord> ExecuteAsync(WorkdirStep step, Snapshot parent, CancellationToken cancellationToken)
    {
        using var view = await session.MountViewAsync(parent, cancellationToken);
        using var lower = view.Open();
        var user = UserDatabase.Open(lower).Resolve(step.User);
        var tree = new DestinationTree(lower, session.StepTime());
        tree.Resolve(UnixPath.FromText(step.Path), out var path);
        tree.MakeDirectories(path, entry => entry with { Uid = user.Uid, Gid = user.Gid });
        return session.WriteLayer(tree, lower, cancellationToken);
    }
}
