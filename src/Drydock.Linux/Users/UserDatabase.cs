using Drydock.Linux.Files;

namespace Drydock.Linux.Users;

/// <summary>
/// The users and groups of an image: its /etc/passwd and /etc/group, read as text. Nothing of the
/// image is executed or loaded (no nsswitch), and a missing file is an empty one.
/// </summary>
public sealed class UserDatabase
{
    private readonly Lazy<IReadOnlyList<UserEntry>> _users;
    private readonly Lazy<IReadOnlyList<GroupEntry>> _groups;

    private UserDatabase(RootedDirectory root)
    {
        _users = new Lazy<IReadOnlyList<UserEntry>>(() => AccountFile.ReadUsers(root));
        _groups = new Lazy<IReadOnlyList<GroupEntry>>(() => AccountFile.ReadGroups(root));
    }

    /// <summary>The users and groups of a root; the files are read when first needed, while <paramref name="root"/> must be open.</summary>
    public static UserDatabase Open(RootedDirectory root) => new(root);

    /// <summary>
    /// Resolves what USER says: <c>user</c> or <c>user:group</c>, each a name or a number; empty for root.
    /// </summary>
    /// <remarks>
    /// A number is always an id, never looked up as a name. A user without a group gets the primary group
    /// of /etc/passwd (0 when it is not in there) and the supplementary groups of /etc/group; with a group
    /// it gets that group only.
    /// </remarks>
    /// <exception cref="UserException">No such user or group, an id out of range, or a file that cannot be read.</exception>
    public ResolvedUser Resolve(string user)
    {
        var (name, group) = Split(user);
        var entry = FindUser(name.Length == 0 ? "0" : name, out var uid);
        var home = entry?.Home is { Length: > 0 } known ? known : uid == 0 && entry is null ? "/root" : "/";
        if (group is not null)
        {
            return new ResolvedUser(uid, GroupId(group), [], home);
        }

        return new ResolvedUser(uid, entry?.Gid ?? 0, entry is null ? [] : GroupsOf(entry.Name), home);
    }

    /// <summary>
    /// Resolves what <c>--chown</c> says: as <see cref="Resolve"/>, but a number without a group is
    /// taken as user and group, and no supplementary groups come with it.
    /// </summary>
    /// <param name="owner">The text.</param>
    /// <param name="unknown">
    /// Told of a name that /etc/passwd or /etc/group does not have, and then it is user 0, or the group of the
    /// user; null makes that an error. Without users at all it always is one.
    /// </param>
    /// <exception cref="UserException">No such user or group, an id out of range, or a file that cannot be read.</exception>
    public (uint Uid, uint Gid) ResolveOwner(string owner, Action<UserException>? unknown = null)
    {
        unknown = _users.Value.Count == 0 ? null : unknown;
        var (name, group) = Split(owner);
        uint uid = 0, gid = 0;
        if (IsNumber(name))
        {
            uid = gid = Id(name);
        }
        else if (name.Length > 0)
        {
            Known(() => gid = FindUser(name, out uid)!.Gid);
        }

        if (group is not null)
        {
            Known(() => gid = GroupId(group));
        }

        return (uid, gid);

        void Known(Action find)
        {
            try
            {
                find();
            }
            catch (UserException e) when (unknown is not null && e.IsUnknownName)
            {
                unknown(e);
            }
        }
    }

    private IReadOnlyList<uint> GroupsOf(string userName) =>
        [.. _groups.Value.Where(group => group.Members.Contains(userName)).Select(group => group.Gid).Distinct()];

    private UserEntry? FindUser(string name, out uint uid)
    {
        if (IsNumber(name))
        {
            var id = uid = Id(name);
            return _users.Value.FirstOrDefault(entry => entry.Uid == id);
        }

        var found = _users.Value.FirstOrDefault(entry => entry.Name == name)
            ?? throw new UserException($"unable to find user {name}: no matching entries in passwd file") { IsUnknownName = true };
        uid = found.Uid;
        return found;
    }

    private uint GroupId(string group) => IsNumber(group)
        ? Id(group)
        : (_groups.Value.FirstOrDefault(entry => entry.Name == group)
            ?? throw new UserException($"unable to find group {group}: no matching entries in group file") { IsUnknownName = true }).Gid;

    private static (string Name, string? Group) Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..] is { Length: > 0 } group ? group : null);
    }

    // A sign makes a number too: "-1" must not become a name that an image can define.
    private static bool IsNumber(string text) =>
        text.TrimStart('+', '-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);

    private static uint Id(string text) => AccountFile.TryId(text, out var id)
        ? id
        : throw new UserException($"invalid id {text}: uids and gids must be in range 0-{AccountFile.MaximumId}");
}
