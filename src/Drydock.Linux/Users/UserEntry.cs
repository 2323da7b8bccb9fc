namespace Drydock.Linux.Users;

/// <summary>A line of /etc/passwd, passwd(5).</summary>
/// <param name="Name">Name of the user.</param>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Primary group id.</param>
/// <param name="Home">Home directory; may be empty.</param>
public sealed record UserEntry(string Name, uint Uid, uint Gid, string Home);

/// <summary>A line of /etc/group, group(5).</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Gid">Group id.</param>
/// <param name="Members">Names of the users in it.</param>
public sealed record GroupEntry(string Name, uint Gid, IReadOnlyList<string> Members);
