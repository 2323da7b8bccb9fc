namespace Drydock.Linux.Users;

/// <summary>A user or group cannot be resolved; the message is for the user.</summary>
public sealed class UserException(string message) : Exception(message)
{
    /// <summary>Whether it is a name that the image does not have.</summary>
    public bool IsUnknownName { get; init; }
}
