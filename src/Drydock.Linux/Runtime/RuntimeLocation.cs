namespace Drydock.Linux.Runtime;

/// <summary>Where the containers of a process are found by others.</summary>
/// <param name="RuntimePath">The program of the runtime.</param>
/// <param name="StateFolder">Its folder of state, in the mount namespace of that process.</param>
public sealed record RuntimeLocation(string RuntimePath, string StateFolder);
