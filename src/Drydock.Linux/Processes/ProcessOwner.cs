using Drydock.Linux.Interop;

namespace Drydock.Linux.Processes;

/// <summary>Whom this process runs for.</summary>
public static class ProcessOwner
{
    /// <summary>Its real user and group.</summary>
    public static (uint Uid, uint Gid) Current => (Libc.GetUserId(), Libc.GetGroupId());
}
