namespace Drydock.Linux.Users;

/// <summary>Whom a process runs as.</summary>
/// <param name="Uid">User id.</param>
/// <param name="Gid">Primary group id.</param>
/// <param name="SupplementaryGroups">Further groups, in the order of /etc/group.</param>
/// <param name="Home">Home directory: of /etc/passwd, else <c>/root</c> for user 0 and <c>/</c> for others.</param>
public sealed record ResolvedUser(uint Uid, uint Gid, IReadOnlyList<uint> SupplementaryGroups, string Home)
{
    /// <summary>User and group 0, without looking at any file.</summary>
    public static ResolvedUser Root { get; } = new(0, 0, [], "/root");
}
