namespace Drydock.Linux.Users;

/// <summary>A user or group that cannot be resolved; the message is meant for the user.</summary>
public sealed class UserException(string message) : Exception(message);
