using Drydock.Linux.Files;
using Drydock.Linux.Users;

namespace Drydock.Linux.Runtime;

/// <summary>The working directory of a process: an image may name one that no layer has.</summary>
public static class WorkingDirectory
{
    /// <summary>Makes what is missing of a path, for a user.</summary>
    /// <param name="root">The root file system.</param>
    /// <param name="path">Absolute path inside.</param>
    /// <param name="user">Who owns what is made.</param>
    /// <exception cref="LinuxException">A file is in the way.</exception>
    public static void Make(RootedDirectory root, string path, ResolvedUser user)
    {
        var resolved = root.Resolve(UnixPath.FromText(path));
        var missing = new Stack<UnixPath>();
        for (var part = resolved.Path; !resolved.Exists && part != resolved.Existing && !part.IsRoot; part = part.Parent)
        {
            missing.Push(part);
        }

        foreach (var part in missing)
        {
            root.CreateDirectory(part, 0b111_101_101);
            root.SetOwner(part, user.Uid, user.Gid);
        }
    }
}
